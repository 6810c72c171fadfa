/** BERT4Rec answers at a mask after the latest items: alone, in batches, and as computed by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import bert4rec from '../../baselines/bert4rec.ts';
import type { FittedModel, TrainedNetwork } from '../../src/baseline.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import { eagerly } from '../support/eager.ts';
import { fitTiny, SMALL } from '../support/tinySplit.ts';

const K = 8;
const LONG = Array.from({ length: 3 * SMALL.maxLength }, (_, index) => 1 + ((index * 7) % 20));
/** A history of no items, short ones, one that just fits beside the mask, and one that does not. */
const HISTORIES = [[], [4], [9, 2, 9], LONG.slice(-(SMALL.maxLength - 1)), LONG];

let directory = '';
let model: FittedModel;
let network: TrainedNetwork;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-mask-'));
  model = await fitTiny('onnx', { epochs: 2 }, {}, bert4rec);
  await model.save(directory);
  network = await bert4rec.network!(directory);
});
afterAll(() => rm(directory, { recursive: true }));

function batchOf(histories: readonly (readonly number[])[]): HistoryBatch {
  const offsets = Uint32Array.from([0, ...histories.map((_, index) => histories.slice(0, index + 1).flat().length)]);
  return { offsets, items: Uint32Array.from(histories.flat()), users: new Uint32Array(histories.length) };
}

/** Scores of all items, from the items and a mask in a row that holds nothing else. */
function byHand(items: readonly number[]): number[] {
  const { itemCount, maxLength } = network.model;
  const rows = [...items.map((item) => item - 1), itemCount];
  const [scores] = eagerly(() => {
    const parameters = Object.fromEntries(
      Object.entries(network.parameters).map(([name, { spec, values }]) => [name, tf.tensor(values, [...spec.shape])]),
    );
    const positions = rows.map((_, at) => maxLength - rows.length + at);
    const batch = {
      itemRows: tf.tensor1d(rows, 'int32'),
      positions: tf.tensor1d(positions, 'int32'),
      segments: tf.ones<tf.Rank.R2>([1, rows.length], 'int32'),
    };
    const { hidden } = network.model.encode(parameters, batch, NO_DROPOUT);
    const { table, bias } = network.model.output(parameters);
    const query = tf.slice2d(hidden, [rows.length - 1, 0], [1, table.shape[1]]);
    return [tf.add(tf.matMul(query, table, false, true), bias!)];
  });
  return scores!;
}

describe('BERT4Rec', () => {
  it('scores at the mask after the latest items, the same alone and in a batch', async () => {
    const options = { k: K, seenItems: 'keep' } as const;
    const together = await model.recommend(batchOf(HISTORIES), options);
    for (const [index, history] of HISTORIES.entries()) {
      const alone = await model.recommend(batchOf([history]), options);
      const expected = byHand(history.slice(-(SMALL.maxLength - 1)));
      const best = [...expected].sort((a, b) => b - a).slice(0, K);
      for (let rank = 0; rank < K; rank++) {
        const item = together.items[index * K + rank]!;
        expect(together.scores[index * K + rank], `history ${index}, rank ${rank}`).toBeCloseTo(best[rank]!, 4);
        expect(expected[item - 1]).toBeCloseTo(best[rank]!, 4);
        expect(alone.scores[rank], `history ${index} alone, rank ${rank}`).toBeCloseTo(best[rank]!, 4);
      }
    }
  });

  it('never recommends what is no item', async () => {
    const { itemCount } = network.model;
    const all = await model.recommend(batchOf([[3, 1], []]), { k: itemCount + 5, seenItems: 'keep' });
    for (const row of [0, 1]) {
      const items = Array.from(all.items.subarray(row * (itemCount + 5), (row + 1) * (itemCount + 5)));
      expect(items.slice(itemCount)).toEqual([0, 0, 0, 0, 0]);
      expect(new Set(items.slice(0, itemCount)).size).toBe(itemCount);
      expect(Math.max(...items)).toBe(itemCount);
    }
  });
});
