/** The switch that gives the first item the number of the padding, as the ECIR 2026 release does. */
import { describe, expect, it } from 'vitest';
import { historyBatch, targets } from '../../src/split/histories.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { logOf } from './logs.ts';

/** `a` is the first item of the first user; v has trained on nothing else. The cutoff is after time 5. */
const LOG = logOf(
  [
    ['u', 'a', 1],
    ['u', 'b', 2],
    ['v', 'a', 1],
    ['w', 'c', 1],
    ['w', 'a', 3],
    ['w', 'b', 5],
    ['w', 'a', 8],
    ['x', 'b', 4],
    ['x', 'a', 5],
    ['x', 'c', 9],
  ].map(([user, item, time]) => ({ user: String(user), item: String(item), time: Number(time) })),
);

function split(itemNumbers: 'from-1' | 'from-0') {
  const validation = { by: 'time', quantile: 0.99 };
  const raw = { kind: 'global-temporal', core: 0, minTrainEvents: 1, quantile: 0.75, validation, itemNumbers };
  const made = splitDataset(LOG, splitSettingsSchema.parse(raw));
  const { datasetItem } = made.catalogue;
  const names = (items: Uint32Array): string[] => Array.from(items, (item) => LOG.itemIds[datasetItem[item]!]!);
  const { train, test } = made;
  const trained = Array.from(train.users, (user, index) => [
    LOG.userIds[user],
    names(train.items.subarray(train.offsets[index], train.offsets[index + 1])).join(''),
  ]);
  const histories = historyBatch(test, 0, 2);
  const asked = Array.from(targets(test), (target, index) => [
    names(histories.items.subarray(histories.offsets[index], histories.offsets[index + 1])).join(''),
    names(Uint32Array.of(target)).join(''),
  ]);
  return { made, catalogue: names(datasetItem.map((_, number) => number)).sort(), trained, asked };
}

describe('items numbered from 0', () => {
  it('lose the first item of the first training user: in inputs, as a target, in every list', () => {
    const { made, catalogue, trained, asked } = split('from-0');
    expect(catalogue).toEqual(['', 'b', 'c']);
    expect(trained).toEqual([
      ['u', 'b'],
      ['w', 'cb'],
      ['x', 'b'],
    ]);
    // The target a is one that nobody can hit.
    expect(asked).toEqual([
      ['cb', ''],
      ['b', 'c'],
    ]);
    expect(made.counts.testColdTargets).toBe(1);
    expect(made.statements).toContain(
      'Item "a" has the number of the padding: no model sees it, and no list holds it.',
    );
  });

  it('are not the default', () => {
    const { catalogue, trained, asked } = split('from-1');
    expect(catalogue).toEqual(['', 'a', 'b', 'c']);
    expect(trained).toEqual([
      ['u', 'ab'],
      ['v', 'a'],
      ['w', 'cab'],
      ['x', 'ba'],
    ]);
    expect(asked).toEqual([
      ['cab', 'a'],
      ['ba', 'c'],
    ]);
  });
});
