/** Against values that ranx, scikit-learn and numpy computed: see test/golden/metrics.py. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { numberCategories } from '../../src/metrics/diversity.ts';
import { measureLists } from '../../src/metrics/measureLists.ts';

interface Golden {
  readonly lists: readonly (readonly number[])[];
  readonly k: number;
  readonly targets: readonly number[];
  readonly users: readonly number[];
  readonly cutoffs: readonly number[];
  readonly trainCounts: readonly number[];
  readonly categories: readonly (readonly string[])[];
  readonly expected: Readonly<Record<string, number | null>>;
  readonly perCase: Readonly<Record<string, readonly number[]>>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as Golden;
const lists = { k: golden.k, items: Uint32Array.from(golden.lists.flat()) };
const targets = Uint32Array.from(golden.targets);

test('means equal those of independent code', () => {
  const values = measureLists({
    lists,
    targets,
    users: Uint32Array.from(golden.users),
    cutoffs: golden.cutoffs,
    trainCounts: Uint32Array.from(golden.trainCounts),
    categories: numberCategories(golden.categories),
  });
  expect(Object.keys(golden.expected)).toHaveLength(44);
  for (const [name, expected] of Object.entries(golden.expected)) {
    if (expected === null) expect(values[name], name).toBeNull();
    else expect(values[name], name).toBeCloseTo(expected, 6);
  }
});

test('values of single cases equal those of independent code', () => {
  const ranks = targetRanks(lists, targets);
  for (const cutoff of golden.cutoffs) {
    const expected = golden.perCase[`ndcg@${cutoff}`]!;
    const values = caseValues('ndcg', ranks, cutoff);
    expect(values).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 6);
  }
});
