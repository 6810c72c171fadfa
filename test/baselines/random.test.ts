import { expect, test } from 'vitest';
import random from '../../baselines/random.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import { ask, inputOf } from './sequences.ts';

const ITEMS = 12;
const fit = (seed: number): ReturnType<ReturnType<typeof random.configure>['fit']> =>
  random.configure({}).fit({ ...inputOf([[1]], ITEMS), seed });

test('every item comes up alike in every place', async () => {
  const model = await fit(1);
  const histories: HistoryBatch = {
    offsets: new Uint32Array(24_001),
    items: new Uint32Array(0),
    users: Uint32Array.from({ length: 24_000 }, (_, user) => user),
  };
  const { items } = await model.recommend(histories, { k: 3, seenItems: 'filter' });
  for (let place = 0; place < 3; place++) {
    const counts = new Uint32Array(ITEMS + 1);
    for (let row = 0; row < 24_000; row++) counts[items[row * 3 + place]!]!++;
    const chiSquare = counts.subarray(1).reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0);
    // 99.9 % quantile with 11 degrees of freedom.
    expect(chiSquare).toBeLessThan(31.26);
  }
});

test('seed, user and history each change the draw', async () => {
  const draw = async (seed: number, history: readonly number[], user: number): Promise<string> => {
    const histories = { ...ask(history), users: Uint32Array.of(user) };
    return (await (await fit(seed)).recommend(histories, { k: 6, seenItems: 'filter' })).items.join();
  };
  const draws = [
    await draw(1, [1, 2], 0),
    await draw(2, [1, 2], 0),
    await draw(1, [2, 1], 0),
    await draw(1, [1, 2], 5),
  ];
  expect(new Set(draws).size).toBe(4);
  expect(await draw(1, [1, 2], 0)).toBe(draws[0]);
});
