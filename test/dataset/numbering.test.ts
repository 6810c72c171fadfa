import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortEvents } from '../../src/dataset/sortEvents.ts';
import { eventsByUser, folderOf, load } from './support.ts';

const HEADER = 'user_id\titem_id\ttimestamp\n';

test('the order of the rows does not matter as long as no two of a user share a moment', async () => {
  const rows = Array.from(
    { length: 300 },
    (_, index) => `u${(index * 13) % 17}\ti${(index * index) % 29}\t${1_000_000 + index}`,
  );
  const orders = [rows, [...rows].reverse(), [...rows].sort()];
  const hashes = await Promise.all(
    orders.map(async (order) => {
      const path = await folderOf({ 'interactions.tsv': `${HEADER}${order.join('\n')}\n` });
      return (await load({ format: 'seqbench', name: 'rows', path })).contentHash;
    }),
  );
  expect(new Set(hashes).size).toBe(1);
});

test('users and items are numbered by the bytes of their ids', async () => {
  const ids = ['b', 'a', 'B', '10', '9', 'é', '\u{1F600}', '\uFF61'];
  const path = await folderOf({ 'interactions.tsv': `${HEADER}${ids.map((id) => `${id}\t${id}\t5`).join('\n')}\n` });
  const dataset = await load({ format: 'seqbench', name: 'ids', path });
  const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(dataset.userIds).toEqual(sorted);
  expect(dataset.itemIds).toEqual(['', ...sorted]);
});

test('events of one moment, and of data without time, stay in the order of the file', async () => {
  const rows = ['u\tc\t50', 'u\ta\t50', 'u\tz\t7', 'u\tb\t50'];
  const timed = await folderOf({ 'interactions.tsv': `${HEADER}${rows.join('\n')}\n` });
  expect(eventsByUser(await load({ format: 'seqbench', name: 'x', path: timed }))).toEqual({
    u: ['z@7', 'c@50', 'a@50', 'b@50'],
  });
  const bare = await folderOf({ 'log.txt': 'u c\nv x\nu a\nu z\nu b\n' });
  expect(eventsByUser(await load({ format: 'table', name: 'x', path: bare, type: 'pairs' }))).toEqual({
    u: ['c', 'a', 'z', 'b'],
    v: ['x'],
  });
});

test('whole numbers as ids take a short way to the same dataset', async () => {
  const rows = Array.from(
    { length: 5000 },
    (_, index) =>
      `${(index * 7919) % 211},${(index * 31) % 97},${index % 3 === 0 ? '' : index % 5},${(index * 17) % 900}`,
  );
  const path = await folderOf({ 'ratings.csv': `userId,movieId,rating,timestamp\n${rows.join('\n')}\n` });
  const columns = { user: 'userId', item: 'movieId', time: 'timestamp', value: 'rating' };
  const short = await load({ format: 'movielens', name: 'x', path });
  expect(short.contentHash).toBe((await load({ format: 'table', name: 'x', path, columns })).contentHash);
  // Ids too high for a look-up table take the general way after all.
  const high = await folderOf({
    'ratings.csv': 'userId,movieId,rating,timestamp\n2000000000,5,1,10\n7,2000000000,2,10\n-3,5,2,10\n',
  });
  expect(eventsByUser(await load({ format: 'movielens', name: 'x', path: high }))).toEqual({
    '-3': ['5@10=2'],
    '2000000000': ['5@10=1'],
    '7': ['2000000000@10=2'],
  });
});

test('the order of rows survives the parallel scan of a large file', async () => {
  const count = 300_000;
  const rows = Array.from({ length: count }, (_, index) => `${index % 3} ${(index * 7919) % 50_021}`);
  const pairs = await load({
    format: 'table',
    name: 'x',
    path: await folderOf({ 'log.txt': rows.join('\n') }),
    type: 'pairs',
  });
  const timed = `userId,movieId,rating,timestamp\n${rows.map((row) => `${row.replace(' ', ',')},1,5`).join('\n')}\n`;
  const numbered = await load({ format: 'movielens', name: 'x', path: await folderOf({ 'ratings.csv': timed }) });
  for (const dataset of [pairs, numbered]) {
    const items = Array.from(dataset.items.subarray(0, count / 3), (item) => dataset.itemIds[item]);
    expect(items).toEqual(Array.from({ length: count / 3 }, (_, index) => String((index * 3 * 7919) % 50_021)));
  }
});

test('the order of several files is kept', async () => {
  const path = await folderOf({ 'b.csv': 'user_id,item_id\nu,1\n', 'a.csv': 'user_id,item_id\nu,2\n' });
  const dataset = await load({ format: 'table', name: 'two', path, files: ['b.csv', 'a.csv'] });
  expect(eventsByUser(dataset)).toEqual({ u: ['1', '2'] });
});

test('the counting sort orders like a stable comparison sort', () => {
  const seconds = fc.oneof(
    fc.nat({ max: 5 }),
    fc.nat(),
    fc.double({ min: 0, max: 4e9, noNaN: true }),
    fc.constantFrom(0, 0.25, 2 ** 32, 4.1e9),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ user: fc.nat({ max: 4 }), seconds }), { maxLength: 60 }), (rows) => {
      const users = Int32Array.from(rows, (row) => row.user);
      const items = Int32Array.from(rows, (_, index) => index + 1);
      const timestamps = Float64Array.from(rows, (row) => row.seconds);
      const values = Float32Array.from(rows, (_, index) => index / 2);
      const sorted = sortEvents({ users, items, timestamps, values }, 5);
      const expected = rows
        .map((row, index) => ({ ...row, index }))
        .sort((a, b) => a.user - b.user || a.seconds - b.seconds || a.index - b.index);
      expect(Array.from(sorted.items)).toEqual(expected.map((row) => row.index + 1));
      expect(Array.from(sorted.timestamps!)).toEqual(expected.map((row) => row.seconds + 0));
      expect(Array.from(sorted.values!)).toEqual(expected.map((row) => row.index / 2));
      expect(Array.from(sorted.userOffsets)).toEqual(
        [0, 1, 2, 3, 4, 5].map((user) => rows.filter((row) => row.user < user).length),
      );
    }),
  );
});
