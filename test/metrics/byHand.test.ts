import { describe, expect, test } from 'vitest';
import { caseMean, caseValues, targetRanks, userMean } from '../../src/metrics/accuracy.ts';
import { intraListDiversity, numberCategories } from '../../src/metrics/diversity.ts';
import { coverage, exposures, gini, novelty, recommendedPopularity } from '../../src/metrics/exposure.ts';
import { countTraining, measureLists, type MeasureInput } from '../../src/metrics/measureLists.ts';
import { CASE_METRICS, findMetric, METRICS, metricName } from '../../src/metrics/metric.ts';

describe('accuracy', () => {
  // Three lists of four; targets at rank 1, rank 3, and one that is cold while its list has unused places.
  const lists = { k: 4, items: Uint32Array.of(5, 1, 2, 3, 4, 2, 6, 1, 3, 0, 0, 0) };
  const ranks = targetRanks(lists, Uint32Array.of(5, 6, 0));

  test('ranks count from 1; a cold target is not found among unused places', () => {
    expect(Array.from(ranks)).toEqual([1, 3, 0]);
  });

  test.each([
    ['recall', 2, [1, 0, 0]],
    ['recall', 4, [1, 1, 0]],
    ['ndcg', 4, [1, 0.5, 0]],
    ['mrr', 4, [1, 1 / 3, 0]],
    ['map', 4, [1, 1 / 3, 0]],
    ['precision', 4, [0.25, 0.25, 0]],
    ['precision', 2, [0.5, 0, 0]],
    ['ndcg', 2, [1, 0, 0]],
  ] as const)('%s@%i', (id, cutoff, expected) => {
    const values = caseValues(id, ranks, cutoff);
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 6);
  });

  test('the mean over users gives each user the same weight', () => {
    const values = Float32Array.of(1, 0, 1, 0.5);
    expect(caseMean(values)).toBe(0.625);
    expect(userMean(values, Uint32Array.of(7, 7, 7, 9))).toBeCloseTo((2 / 3 + 0.5) / 2, 7);
  });

  test('no cases: null, not 0', () => {
    expect(caseMean(new Float32Array(0))).toBeNull();
    expect(userMean(new Float32Array(0), new Uint32Array(0))).toBeNull();
  });

  test('lists that do not fit the targets are refused', () => {
    expect(() => targetRanks(lists, Uint32Array.of(1, 2))).toThrow(RangeError);
  });
});

describe('exposure', () => {
  const lists = { k: 2, items: Uint32Array.of(1, 2, 1, 3, 1, 0) };
  const counts = exposures(lists, 2, 4);

  test('is counted without unused places', () => {
    expect(Array.from(counts)).toEqual([0, 3, 1, 1, 0]);
    expect(Array.from(exposures(lists, 1, 4))).toEqual([0, 3, 0, 0, 0]);
  });

  test('coverage: three of four items', () => {
    expect(coverage(counts)).toBe(0.75);
  });

  test('Gini of 0, 1, 1, 3 is 0.45; of equal shares 0; of one item among four 0.75', () => {
    // (-3 * 0 - 1 * 1 + 1 * 1 + 3 * 3) / (4 * 5)
    expect(gini(counts)).toBeCloseTo(0.45, 12);
    expect(gini(Uint32Array.of(0, 2, 2, 2, 2))).toBe(0);
    expect(gini(Uint32Array.of(0, 0, 9, 0, 0))).toBeCloseTo(0.75, 12);
  });

  test('novelty: items with 1/2 and 1/4 of the events have 1 and 2 bits', () => {
    const train = Uint32Array.of(0, 4, 2, 2, 0);
    expect(novelty(counts, train)).toBeCloseTo((3 * 1 + 2 + 2) / 5, 12);
    // No training event counts like one: log2 8.
    expect(novelty(Uint32Array.of(0, 0, 0, 0, 1), train)).toBe(3);
  });

  test('popularity: mean of the means of lists', () => {
    const train = Uint32Array.of(0, 4, 2, 6, 0);
    expect(recommendedPopularity(lists, 2, train)).toBeCloseTo((3 + 5 + 4) / 3, 12);
  });

  test('nothing shown: null, not 0', () => {
    const empty = { k: 2, items: new Uint32Array(4) };
    const none = exposures(empty, 2, 4);
    const values = [coverage(none), gini(none), novelty(none, countTraining(Uint32Array.of(1), 4))];
    expect([...values, recommendedPopularity(empty, 2, new Uint32Array(5))]).toEqual([null, null, null, null]);
  });
});

describe('diversity', () => {
  const sets = numberCategories([undefined, ['a', 'b'], ['b', 'c'], ['a', 'b', 'a'], [], ['z']]);

  test('pairs: one shared of three categories 2/3, equal sets 0, nothing shared 1', () => {
    expect(intraListDiversity({ k: 2, items: Uint32Array.of(1, 2) }, 2, sets)).toBeCloseTo(2 / 3, 12);
    expect(intraListDiversity({ k: 2, items: Uint32Array.of(1, 3) }, 2, sets)).toBe(0);
    expect(intraListDiversity({ k: 2, items: Uint32Array.of(1, 5) }, 2, sets)).toBe(1);
    expect(intraListDiversity({ k: 3, items: Uint32Array.of(1, 2, 5) }, 3, sets)).toBeCloseTo((2 / 3 + 1 + 1) / 3, 12);
  });

  test('items without categories and unused places make no pairs; no pairs at all: null', () => {
    expect(intraListDiversity({ k: 3, items: Uint32Array.of(1, 4, 5, 1, 0, 0) }, 3, sets)).toBe(1);
    expect(intraListDiversity({ k: 2, items: Uint32Array.of(1, 4) }, 2, sets)).toBeNull();
    expect(intraListDiversity({ k: 2, items: Uint32Array.of(1, 2) }, 1, sets)).toBeNull();
  });
});

describe('the table of metrics', () => {
  const input: MeasureInput = {
    lists: { k: 2, items: Uint32Array.of(1, 2, 2, 1) },
    targets: Uint32Array.of(1, 1),
    users: Uint32Array.of(3, 3),
    cutoffs: [1, 2],
    trainCounts: Uint32Array.of(0, 1, 1),
    categories: null,
  };

  test('every measured name is in the table, and every metric is measured at every length', () => {
    const names = Object.keys(measureLists(input));
    for (const name of names) expect(findMetric(name), name).not.toBeNull();
    for (const { id } of METRICS) for (const cutoff of [1, 2]) expect(names).toContain(metricName(id, cutoff));
    expect(names).toHaveLength(2 * (METRICS.length + CASE_METRICS.length));
    expect(findMetric('user-mean-ndcg@2')).toMatchObject({ mean: 'user', cutoff: 2, definition: { id: 'ndcg' } });
    for (const wrong of ['ndcg', 'ndcg@0', 'ndgc@5', 'ndcg@5x', '']) expect(findMetric(wrong), wrong).toBeNull();
  });

  test('means over users only where users have several cases', () => {
    expect(measureLists({ ...input, users: Uint32Array.of(3, 4) })).not.toHaveProperty('user-mean-ndcg@2');
  });

  test('what the data cannot tell is null', () => {
    expect(measureLists(input)['diversity@2']).toBeNull();
    const empty = {
      ...input,
      lists: { k: 2, items: new Uint32Array(0) },
      targets: new Uint32Array(0),
      users: new Uint32Array(0),
    };
    expect(new Set(Object.values(measureLists(empty)))).toEqual(new Set([null]));
  });

  test('lists shorter than asked for are refused', () => {
    expect(() => measureLists({ ...input, cutoffs: [1, 3] })).toThrow(
      'Cannot measure at 3: the stored lists hold 2 items',
    );
  });
});
