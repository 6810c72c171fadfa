import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupMetrics, GROUPINGS } from '../../src/metrics/groups.ts';
import { measureLists } from '../../src/metrics/measureLists.ts';
import { metricsHash } from '../../src/metrics/metricsHash.ts';

const lists = { k: 2, items: Uint32Array.of(1, 2, 1, 2, 3, 1) };
const input = {
  lists,
  targets: Uint32Array.of(1, 2, 0),
  cutoffs: [1, 2],
  historyLengths: Uint32Array.of(5, 6, 51),
  targetTrainCounts: Uint32Array.of(20, 21, 0),
};

describe('groups of cases', () => {
  it('come with the metrics of their cases, by hand', () => {
    const groups = groupMetrics(input);
    expect(groups.map(({ by, label, from, to, caseCount }) => [by, label, from, to, caseCount])).toEqual([
      ['history-length', '1-5', 1, 5, 1],
      ['history-length', '6-10', 6, 10, 1],
      ['history-length', '51+', 51, null, 1],
      ['target-popularity', '0', 0, 0, 1],
      ['target-popularity', '6-20', 6, 20, 1],
      ['target-popularity', '21-100', 21, 100, 1],
    ]);
    expect(groups[1]!.metrics).toEqual({
      'recall@1': 0,
      'recall@2': 1,
      'ndcg@1': 0,
      'ndcg@2': Math.fround(1 / Math.log2(3)),
      'mrr@1': 0,
      'mrr@2': 0.5,
    });
    expect(groups[3]!.metrics['recall@2']).toBe(0);
  });

  it('hold every case once, so that their weighted mean is that of all', () => {
    const cases = fc.array(
      fc.record({
        target: fc.integer({ min: 0, max: 8 }),
        length: fc.integer({ min: 0, max: 90 }),
        count: fc.integer({ min: 0, max: 900 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(cases, (drawn) => {
        const column = (name: 'target' | 'length' | 'count') => Uint32Array.from(drawn, (entry) => entry[name]);
        const items = Uint32Array.from(drawn.flatMap((_, row) => [(row % 8) + 1, ((row + 3) % 8) + 1]));
        const shared = { lists: { k: 2, items }, targets: column('target'), cutoffs: [2] };
        const groups = groupMetrics({
          ...shared,
          historyLengths: column('length'),
          targetTrainCounts: column('count'),
        });
        const all = measureLists({
          ...shared,
          users: Uint32Array.from(drawn.keys()),
          trainCounts: new Uint32Array(9),
          categories: null,
        });
        for (const by of GROUPINGS) {
          const members = groups.filter((group) => group.by === by);
          expect(members.reduce((sum, { caseCount }) => sum + caseCount, 0)).toBe(drawn.length);
          const total = members.reduce((sum, { caseCount, metrics }) => sum + caseCount * metrics['ndcg@2']!, 0);
          expect(total / drawn.length).toBeCloseTo(all['ndcg@2']!, 6);
        }
      }),
    );
  });
});

describe('the hash of the metrics', () => {
  it('is what it was: a change of it means that figures of older records are of other metrics', () => {
    expect(metricsHash()).toMatchInlineSnapshot(`"8cfbbbff2918b85ab67373b6080cf5bb5e510dab4a405a21ddf3b9d3d41bc71f"`);
  });
});
