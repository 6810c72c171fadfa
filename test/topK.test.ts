import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Exclusion, TopK, writeTopScores } from '../src/topK.ts';

interface Ranked {
  readonly item: number;
  readonly score: number;
}
/** By sorting everything. */
const slowTop = (scores: Float32Array, excluded: readonly number[], k: number): Ranked[] =>
  Array.from(scores, (score, item) => ({ item, score }))
    .filter(({ item }) => item > 0 && !excluded.includes(item))
    .sort((a, b) => b.score - a.score || a.item - b.item)
    .slice(0, k);

test('equals sorting by score and then by item number, also with many ties and few items', () => {
  const anyScore = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.float({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(
      fc.array(anyScore, { maxLength: 60 }),
      fc.array(fc.nat({ max: 60 })),
      fc.nat({ max: 20 }),
      (values, excluded, k) => {
        const catalogueScores = Float32Array.from([1e30, ...values]);
        const exclusion = new Exclusion(80);
        exclusion.reset(Uint32Array.of(1, 2, 3), 0, 3);
        exclusion.reset(Uint32Array.from(excluded), 0, excluded.length);
        const items = new Uint32Array(k + 2).fill(77);
        const scores = new Float32Array(k + 2).fill(77);
        const best = new TopK(k);
        // Twice with one heap: nothing may stay behind.
        writeTopScores(best, catalogueScores, exclusion, items, scores, 1);
        writeTopScores(best, catalogueScores, exclusion, items, scores, 1);
        const expected = slowTop(catalogueScores, excluded, k);
        const padding = Array.from({ length: k - expected.length }, () => ({ item: 0, score: -Infinity }));
        const row = Array.from(items.subarray(1, k + 1), (item, place) => ({ item, score: scores[place + 1]! }));
        expect(row).toEqual([...expected, ...padding]);
        expect([items[0], items[k + 1], scores[0], scores[k + 1]]).toEqual([77, 77, 77, 77]);
      },
    ),
    { numRuns: 500 },
  );
});

test('the order in which items are offered does not matter', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ item: fc.integer({ min: 1, max: 40 }), score: fc.integer({ min: 0, max: 3 }) }), {
        selector: ({ item }) => item,
      }),
      fc.integer({ min: 1, max: 8 }),
      (offers, k) => {
        const rank = (order: readonly Ranked[]): number[] => {
          const best = new TopK(k);
          for (const { item, score } of order) best.offer(item, score);
          const items = new Uint32Array(k);
          best.writeRow(items, new Float32Array(k), 0);
          return Array.from(items);
        };
        expect(rank(offers)).toEqual(rank([...offers].reverse()));
      },
    ),
  );
});

test('a new exclusion excludes nothing, and forgets on reset', () => {
  const exclusion = new Exclusion(5);
  const members = (): number[] => [1, 2, 3, 4, 5].filter((item) => exclusion.has(item));
  expect(members()).toEqual([]);
  exclusion.add(2);
  expect(members()).toEqual([2]);
  exclusion.reset(Uint32Array.of(5, 4, 1), 0, 2);
  expect(members()).toEqual([4, 5]);
});
