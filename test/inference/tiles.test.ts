/** Catalogues larger than a tile: the ranking is that of scoring everything and sorting, ties and seen items included. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/openEngine.ts';
import { TILE_ITEMS, tileCount } from '../../src/inference/recommendProgram.ts';
import { SequentialRecommender } from '../../src/inference/sequentialRecommender.ts';
import { SingleRecommender } from '../../src/inference/singleRecommender.ts';
import { floatSpec } from '../../src/network/parameters.ts';
import type { SequentialModel } from '../../src/network/sequentialModel.ts';
import { wave } from '../support/eager.ts';

const ITEMS = 2 * TILE_ITEMS + 1000;
const WIDTH = 2;

/** Encodes a history as the embedding of its last item. */
const model: SequentialModel = {
  itemCount: ITEMS,
  maxLength: 4,
  layout: 'packed',
  positions: 'from-end',
  visibility: 'causal',
  query: 'last-item',
  parameters: { items: { shape: [ITEMS, WIDTH], initialiser: { kind: 'constant', value: 0 } } },
  dropoutSites: () => [],
  encode: ({ items }, { itemRows }, _dropout, asked) => ({
    hidden: tf.gather(items!, asked === undefined ? itemRows : tf.gather(itemRows, asked)) as tf.Tensor2D,
    blocks: [],
  }),
  output: ({ items }) => ({ table: items as tf.Tensor2D, bias: null }),
};

/** Coarse numbers, so that many scores are equal. */
const table = Float32Array.from(wave(ITEMS * WIDTH), (x) => Math.round(x * 20) / 4);

function bruteForce(history: number[], k: number, filter: boolean): number[] {
  if (history.length === 0) return Array.from({ length: k }, (_, index) => index + 1);
  const last = history.at(-1)! - 1;
  const score = (item: number): number =>
    table[item * WIDTH]! * table[last * WIDTH]! + table[item * WIDTH + 1]! * table[last * WIDTH + 1]!;
  return Array.from({ length: ITEMS }, (_, item) => item)
    .filter((item) => !filter || !history.includes(item + 1))
    .sort((a, b) => score(b) - score(a) || a - b)
    .slice(0, k)
    .map((item) => item + 1);
}

describe('a catalogue of several tiles', () => {
  it('is ranked as by brute force', async () => {
    expect(tileCount(ITEMS)).toBe(3);
    const engine = await openEngine('onnx', { threads: 2 });
    const state = engine.createState({ items: { spec: floatSpec([ITEMS, WIDTH]), values: table } });
    const batches = new SequentialRecommender(model, engine, state);
    const single = await SingleRecommender.open(model, engine, state);
    // An empty one; one whose best items lie in several tiles; one with none in the last tile; a short one.
    const best = bruteForce([7], 40, false);
    const histories = [[], [1, 2, 3], [...best.slice(0, 30), 7], [5, TILE_ITEMS, TILE_ITEMS + 1, 9], [ITEMS]];
    const offsets = Uint32Array.from([0, ...histories.map((_, index) => histories.slice(0, index + 1).flat().length)]);
    const batch = { offsets, items: Uint32Array.from(histories.flat()), users: new Uint32Array(histories.length) };
    for (const seenItems of ['filter', 'keep'] as const) {
      const ranking = await batches.recommend(batch, { k: 12, seenItems });
      for (const [index, history] of histories.entries()) {
        const expected = bruteForce(history, 12, seenItems === 'filter');
        expect([...ranking.items.subarray(index * 12, (index + 1) * 12)], `history ${index}`).toEqual(expected);
        const alone = {
          offsets: Uint32Array.of(0, history.length),
          items: Uint32Array.from(history),
          users: new Uint32Array(1),
        };
        expect([...(await single.recommend(alone, { k: 12, seenItems })).items]).toEqual(expected);
      }
    }
  });
});
