import { describe, expect, test } from 'vitest';
import popularityRecent from '../../baselines/popularity-recent.ts';
import popularity from '../../baselines/popularity.ts';
import { UserError } from '../../src/errors.ts';
import { ask, inputOf } from './sequences.ts';

const DAY = 86_400;
const KEEP = { k: 4, seenItems: 'keep' } as const;

describe('popularity', () => {
  const sequences = [
    [1, 1, 1, 2],
    [2, 3],
    [2, 3],
  ];

  test('ranks by events, of equal counts the lower number first, with the counts as scores', async () => {
    const model = await popularity.configure({}).fit(inputOf(sequences, 5));
    const { items, scores } = await model.recommend(ask([]), KEEP);
    expect(Array.from(items)).toEqual([1, 2, 3, 4]);
    expect(Array.from(scores)).toEqual([3, 3, 2, 0]);
  });

  test('can count each user once per item', async () => {
    const model = await popularity.configure({ count: 'users' }).fit(inputOf(sequences, 5));
    const { items, scores } = await model.recommend(ask([]), KEEP);
    expect(Array.from(items)).toEqual([2, 3, 1, 4]);
    expect(Array.from(scores)).toEqual([3, 2, 1, 0]);
  });

  test('passes over items of the history, each history for itself', async () => {
    const model = await popularity.configure({}).fit(inputOf(sequences, 5));
    const { items } = await model.recommend(ask([2, 1], [3], []), { k: 2, seenItems: 'filter' });
    expect(Array.from(items)).toEqual([3, 4, 1, 2, 1, 2]);
  });
});

describe('popularity-recent', () => {
  const sequences = [
    [1, 1, 2],
    [1, 3, 2],
    [4, 3, 3],
  ];
  const times = [
    [0, 1, 99],
    [2, 95, 98],
    [3, 4, 90],
  ].map((days) => days.map((day) => day * DAY));

  test('counts the window before the cutoff; equal counts fall back to all events', async () => {
    const input = { ...inputOf(sequences, 5, times), cutoffSeconds: 100 * DAY };
    const model = await popularityRecent.configure({ windowDays: 7 }).fit(input);
    // Item 2 twice and item 3 once within 7 days; then 1 (three events), 4 (one), by the whole log.
    expect(Array.from((await model.recommend(ask([]), KEEP)).items)).toEqual([2, 3, 1, 4]);
    const longer = await popularityRecent.configure({ windowDays: 11 }).fit(input);
    // Now two each: 3 has three events in all, 2 has two.
    expect(Array.from((await longer.recommend(ask([]), KEEP)).items)).toEqual([3, 2, 1, 4]);
  });

  test('the window is open at its start', async () => {
    const input = { ...inputOf(sequences, 5, times), cutoffSeconds: 100 * DAY };
    const model = await popularityRecent.configure({ windowDays: 2 }).fit(input);
    // Day 98 is exactly two days before: outside. Day 99 is inside.
    const { scores } = await model.recommend(ask([]), KEEP);
    expect(Math.floor(scores[0]!)).toBe(1);
  });

  test('without a cutoff the window ends with the latest event', async () => {
    const model = await popularityRecent.configure({ windowDays: 5 }).fit(inputOf(sequences, 5, times));
    expect(Array.from((await model.recommend(ask([]), KEEP)).items)).toEqual([2, 3, 1, 4]);
  });

  test('data without time is refused, with a way out', () => {
    expect(() => popularityRecent.configure({}).fit(inputOf(sequences, 5))).toThrow(UserError);
    expect(() => popularityRecent.configure({}).fit(inputOf(sequences, 5))).toThrow(/use "popularity"/);
    expect(() => popularityRecent.configure({ windowDays: 0 })).toThrow(/windowDays/);
  });
});
