import { expect, test } from 'vitest';
import { datasetStatistics } from '../../src/dataset/datasetStatistics.ts';
import { folderOf, load } from './support.ts';

const HEADER = 'user_id\titem_id\ttimestamp\n';

test('counts are those worked out by hand', async () => {
  // u: a, b and a again at 10 (the second a is a duplicate row), c at 20, a at 30; v: a at 10.
  const rows = ['u\ta\t10', 'u\tb\t10', 'u\ta\t10', 'u\tc\t20', 'u\ta\t30', 'v\ta\t10'];
  const items =
    '{"item_id": "a", "title": "A"}\n{"item_id": "b", "brand": "B"}\n{"item_id": "zzz", "title": "absent"}\n';
  const path = await folderOf({ 'interactions.tsv': `${HEADER}${rows.join('\n')}\n`, 'items.jsonl': items });
  expect(datasetStatistics(await load({ format: 'seqbench', name: 'x', path }))).toEqual({
    users: 2,
    items: 3,
    interactions: 6,
    averageLength: 3,
    shortestLength: 1,
    longestLength: 5,
    density: 1,
    firstSeconds: 10,
    lastSeconds: 30,
    repeatedItems: 2,
    duplicateRows: 1,
    tiedEvents: 2,
    itemsWithText: 2,
    itemsWithTitle: 1,
  });
});

test('what does not apply to data without time is null, not zero', async () => {
  const path = await folderOf({ 'log.txt': 'u a\nu a\nv b\n' });
  expect(datasetStatistics(await load({ format: 'table', name: 'x', path, type: 'pairs' }))).toMatchObject({
    interactions: 3,
    density: 0.75,
    firstSeconds: null,
    lastSeconds: null,
    repeatedItems: 1,
    duplicateRows: null,
    tiedEvents: null,
    itemsWithText: null,
  });
});
