import { describe, expect, it } from 'vitest';
import { exampleCases } from '../../harness/records/exampleCases.ts';
import type { LoadedData } from '../../harness/case/loadCase.ts';

const CASES = 12;
const K = 3;

/** Catalogue number n is item n + 1 of the data, whose item 1 is outside the catalogue. */
const data = {
  dataset: {
    userIds: Array.from({ length: CASES }, (_, user) => `u${user}`),
    itemIds: ['', ...Array.from({ length: 20 }, (_, item) => `i${item + 1}`)],
  },
  split: {
    catalogue: { itemCount: 19, datasetItem: Uint32Array.from([0, ...Array.from({ length: 19 }, (_, n) => n + 2)]) },
  },
} as unknown as LoadedData;
const text = Array.from({ length: 20 }, (_, number) => (number === 7 ? {} : { title: `title ${number}` }));

const histories = {
  offsets: Uint32Array.from({ length: CASES + 1 }, (_, row) => row * 12),
  items: Uint32Array.from({ length: CASES * 12 }, (_, at) => (at % 12) + 1),
  users: Uint32Array.from({ length: CASES }, (_, row) => row),
};
const targets = Uint32Array.from({ length: CASES }, (_, row) => (row % 2 === 0 ? 14 : 0));
const items = Uint32Array.from({ length: CASES * K }, (_, at) => [13, 14, 0][at % K]!);
const scores = Float32Array.from({ length: CASES * K }, (_, at) => [2, 1.5, -Infinity][at % K]!);
const examples = exampleCases({ data, text, histories, targets, k: K, items, scores });

describe('examples', () => {
  it('are five cases, the same every time', () => {
    expect(examples).toHaveLength(5);
    expect(exampleCases({ data, text, histories, targets, k: K, items, scores })).toEqual(examples);
    expect(new Set(examples.map((example) => example.case)).size).toBe(5);
  });

  it('name the user, the latest items, the target and the list', () => {
    for (const example of examples) {
      expect(example.user).toBe(`u${example.case}`);
      expect(example.historyLength).toBe(12);
      expect(example.history.map(({ item }) => item)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(example.history[0]).toEqual({ item: 3, id: 'i4', title: 'title 3' });
      // Without a title the id has to do.
      expect(example.history[4]).toEqual({ item: 7, id: 'i8', title: 'i8' });
      expect(example.recommendations).toEqual([
        { item: 13, id: 'i14', title: 'title 13', score: 2 },
        { item: 14, id: 'i15', title: 'title 14', score: 1.5 },
      ]);
      const isCold = example.case % 2 === 1;
      expect([example.target?.item ?? null, example.targetRank]).toEqual(isCold ? [null, null] : [14, 2]);
    }
  });

  it('are fewer where there are fewer cases, and have ids without text', () => {
    const few = exampleCases({
      ...{ data, text: null, histories, k: K, items, scores },
      targets: targets.subarray(0, 2),
    });
    expect(few.map((example) => example.case)).toEqual([0, 1]);
    expect(few[0]!.target).toEqual({ item: 14, id: 'i15', title: 'i15' });
  });
});
