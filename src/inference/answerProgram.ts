/**
 * A trained network as one program that stands alone: histories of item numbers in, the best items and their scores
 * out, everything between inside the graph. What a batch needs prepared on the host elsewhere (packing, positions, pairs
 * to mask) is computed from the histories here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../engine/engine.ts';
import { NO_DROPOUT } from '../network/dropout.ts';
import type { PackedTensors } from '../network/packedTensors.ts';
import { itemSlots, maskSlots, type SequentialModel } from '../network/sequentialModel.ts';
import type { RecommendOptions } from '../ranking.ts';
import { MASKED_SCORE, maskItems } from './maskItems.ts';

export interface AnswerShape extends RecommendOptions {
  /** Histories answered at once. */
  readonly batchSize: number;
  /**
   * Items of a history that go in. The model looks at the latest of them (`itemSlots`); where there is room for more, earlier ones
   * are not recommended again.
   */
  readonly historyLength: number;
}

/**
 * Input `history` [batch, length]: item numbers from 1, oldest first, 0 for padding on the left. Outputs `items` and
 * `scores` [batch, k], best first, of equal scores the lower number first; where fewer than k items remain, item 0 with
 * score -Infinity.
 */
export function answerProgram(model: SequentialModel, shape: AnswerShape): Program {
  const { batchSize, historyLength, k, seenItems } = shape;
  const kept = Math.min(historyLength, itemSlots(model));
  const rowLength = kept + maskSlots(model);
  return {
    name: `answer ${batchSize}x${historyLength}`,
    inputs: { history: { shape: [batchSize, historyLength], dtype: 'int32' } },
    run(parameters, { history }) {
      const seen = history as tf.Tensor2D;
      const latest = tf.slice2d(seen, [0, historyLength - kept], [batchSize, kept]);
      const mask = (): tf.Tensor2D => tf.fill<tf.Rank.R2>([batchSize, 1], model.itemCount + 1, 'int32');
      const window = model.query === 'appended-mask' ? tf.concat2d([latest, mask()], 1) : latest;
      const lastSlots = tf.range(rowLength - 1, batchSize * rowLength, rowLength, 'int32');
      const { hidden } = model.encode(parameters, windowTensors(model, window), NO_DROPOUT, lastSlots);
      // An empty history knows nothing; without this it would answer for what the padding happens to hold.
      const occupied = tf.cast(tf.greater(tf.slice2d(window, [0, rowLength - 1], [batchSize, 1]), 0), 'float32');
      const queries = tf.mul(hidden, occupied);
      const { table, bias } = model.output(parameters);
      const products = tf.matMul<tf.Tensor2D>(queries, table, false, true);
      const scores = bias === null ? products : tf.add<tf.Tensor2D>(products, bias);
      // Column 0 is the padding's, so that columns are item numbers and masking the padding masks no item.
      const padding = tf.fill<tf.Rank.R2>([batchSize, 1], Number.NEGATIVE_INFINITY);
      const columns = tf.concat2d([padding, scores], 1);
      const { values, indices } = tf.topk(seenItems === 'filter' ? maskSeen(columns, seen) : columns, k, true);
      const items = tf.where(tf.greater(values, MASKED_SCORE), indices, tf.zerosLike(indices));
      return { outputs: { items, scores: values } };
    },
  };
}

/** One history to a row, at its right end. */
function windowTensors(model: SequentialModel, window: tf.Tensor2D): PackedTensors {
  const [batchSize, rowLength] = window.shape;
  const slots: [number] = [batchSize * rowLength];
  const occupied = tf.cast<tf.Tensor2D>(tf.greater(window, 0), 'int32');
  const rows = tf.maximum<tf.Tensor2D>(tf.sub(window, tf.scalar(1, 'int32')), tf.scalar(0, 'int32'));
  return {
    itemRows: tf.reshape<tf.Rank.R1>(rows, slots),
    positions: tf.reshape<tf.Rank.R1>(windowPositions(model, occupied), slots),
    segments: occupied,
  };
}

/** Rows of the position table; padding gets any, for nobody looks at it. [batch, length] */
function windowPositions({ positions, maxLength }: SequentialModel, occupied: tf.Tensor2D): tf.Tensor {
  const [batchSize, rowLength] = occupied.shape;
  const places = tf.reshape(tf.range(0, rowLength, 1, 'int32'), [1, rowLength]);
  if (positions === 'from-end') {
    return tf.tile(tf.add(places, tf.scalar(maxLength - rowLength, 'int32')), [batchSize, 1]);
  }
  const padding = tf.sub(tf.scalar(rowLength, 'int32'), tf.sum(occupied, 1, true));
  return tf.maximum(tf.sub(places, padding), tf.scalar(0, 'int32'));
}

function maskSeen(columns: tf.Tensor2D, seen: tf.Tensor2D): tf.Tensor2D {
  const [batchSize, count] = columns.shape;
  const firstPlaces = tf.reshape(tf.range(0, batchSize * count, count, 'int32'), [batchSize, 1]);
  return maskItems(columns, tf.add(firstPlaces, seen));
}
