import fc from 'fast-check';
import { expect, test } from 'vitest';
import markov from '../../baselines/markov.ts';
import { countTransitions } from '../../src/transitions.ts';
import { ask, inputOf } from './sequences.ts';

const ITEMS = 8;
const anySequences = fc.array(fc.array(fc.integer({ min: 1, max: ITEMS }), { minLength: 1, maxLength: 9 }), {
  minLength: 1,
  maxLength: 8,
});

/** Scores of all items from the formula in the baseline, over dense matrices. */
function slowScores(
  sequences: readonly (readonly number[])[],
  history: readonly number[],
  { window, decay, smoothing }: { window: number; decay: number; smoothing: number },
): number[] {
  const weight = Array.from({ length: ITEMS + 1 }, () => new Array<number>(ITEMS + 1).fill(0));
  const popularity = new Array<number>(ITEMS + 1).fill(0);
  const total = sequences.flat().length;
  for (const sequence of sequences) {
    for (const [place, item] of sequence.entries()) {
      popularity[item]! += 1 / total;
      for (let distance = 1; distance <= window && place + distance < sequence.length; distance++) {
        weight[item]![sequence[place + distance]!]! += decay ** (distance - 1);
      }
    }
  }
  const recent = history.slice(-window).reverse();
  if (recent.length === 0) return popularity;
  return popularity.map((share, item) =>
    recent.reduce((score, from, back) => {
      const leaving = weight[from]!.reduce((sum, value) => sum + value, 0);
      return score + (decay ** back * (weight[from]![item]! + smoothing * share)) / (leaving + smoothing);
    }, 0),
  );
}

test('equals the formula over dense matrices, whatever the window, decay and smoothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      anySequences,
      fc.array(fc.integer({ min: 1, max: ITEMS }), { maxLength: 6 }),
      fc.record({
        window: fc.integer({ min: 1, max: 4 }),
        decay: fc.constantFrom(0.5, 1),
        smoothing: fc.constantFrom(0.5, 1, 4),
      }),
      fc.constantFrom('filter' as const, 'keep' as const),
      async (sequences, history, settings, seenItems) => {
        const model = await markov.configure(settings).fit(inputOf(sequences, ITEMS));
        const { items, scores } = await model.recommend(ask(history), { k: 5, seenItems });
        const all = slowScores(sequences, history, settings);
        const allowed = all
          .map((score, item) => ({ score, item }))
          .filter(({ item }) => item > 0 && !(seenItems === 'filter' && history.includes(item)))
          .sort((a, b) => b.score - a.score);
        for (let place = 0; place < 5; place++) {
          if (place >= allowed.length) {
            expect([items[place], scores[place]]).toEqual([0, -Infinity]);
            continue;
          }
          // The k-th best score is the k-th best score, and the item that stands there has it.
          expect(scores[place]).toBeCloseTo(allowed[place]!.score, 5);
          expect(all[items[place]!]).toBeCloseTo(allowed[place]!.score, 5);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('the successor of the last item comes first, then what is popular', async () => {
  const model = await markov.configure({}).fit(
    inputOf(
      [
        [1, 2, 3],
        [1, 2, 4],
        [5, 4, 6],
        [4, 4],
      ],
      6,
    ),
  );
  const { items } = await model.recommend(ask([3, 1]), { k: 4, seenItems: 'filter' });
  // 2 followed 1 twice; then by training events: 4 (four), 5 and 6 (one each, the lower number first).
  expect(Array.from(items)).toEqual([2, 4, 5, 6]);
});

test('transitions do not cross from one sequence to the next', () => {
  const { offsets, successors, weights } = countTransitions(inputOf([[1, 2], [3, 1], [2]], 3).train, 3, 2, 0.5);
  expect(Array.from(offsets)).toEqual([0, 0, 1, 1, 2]);
  expect(Array.from(successors)).toEqual([2, 1]);
  expect(Array.from(weights)).toEqual([1, 1]);
});

test('counts of many pairs outgrow the first buffer without loss', () => {
  const sequences = Array.from({ length: 60 }, (_, start) =>
    Array.from({ length: 60 }, (_, step) => 1 + ((start * step) % 97)),
  );
  const { offsets, successors, weights } = countTransitions(inputOf(sequences, 97).train, 97, 3, 1);
  expect(successors.length).toBeGreaterThan(2_048);
  expect(offsets[98]).toBe(successors.length);
  // Of each sequence's 60 events all but the last 1, 2 and 3 have a successor at distance 1, 2 and 3.
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(60 * (59 + 58 + 57));
});

test('settings that cannot be are refused by name', () => {
  for (const [name, value] of [
    ['window', 0],
    ['decay', 0],
    ['decay', 1.5],
    ['smoothing', -1],
    ['window', 1.5],
  ] as const) {
    expect(() => markov.configure({ [name]: value })).toThrow(name);
  }
});
