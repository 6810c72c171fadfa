/**
 * T5's only knowledge of order: a learnt number for each head and distance, added to the attention scores. Distances fall
 * into buckets, one each for the near ones, then ever wider ones, logarithmically, up to a largest distance (Raffel et al.
 * 2020, section 2.1; Hugging Face's `_relative_position_bucket`).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import { positionTableName, type Stack } from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

type Buckets = Pick<T5Shape, 'bucketCount' | 'maxDistance'>;

/**
 * @param distance Place of what is looked at less place of what looks.
 * @param stack In the encoder either side has half of the buckets; in the decoder nothing ahead is seen.
 */
export function positionBucket({ bucketCount, maxDistance }: Buckets, stack: Stack, distance: number): number {
  const count = stack === 'encoder' ? Math.floor(bucketCount / 2) : bucketCount;
  const first = stack === 'encoder' && distance > 0 ? count : 0;
  const steps = stack === 'encoder' ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(count / 2);
  if (steps < exact) return first + steps;
  // In single precision, as PyTorch computes it: at bucket borders the last bit decides.
  const share = Math.fround(
    Math.fround(Math.log(Math.fround(steps / exact))) / Math.fround(Math.log(maxDistance / exact)),
  );
  const far = exact + Math.trunc(Math.fround(share * (count - exact)));
  return first + Math.min(far, count - 1);
}

/**
 * The bias of every pair of places, for attention of a sequence over itself.
 * @returns [1, heads, length, length]
 */
export function positionBias(parameters: Tensors, shape: T5Shape, stack: Stack, length: number): tf.Tensor4D {
  // The bias depends on the distance alone: 2 * length - 1 numbers a head, from which each row takes a window.
  const distances = Array.from({ length: 2 * length - 1 }, (_, index) => index - (length - 1));
  const byDistance = biasOfBuckets(
    parameters,
    stack,
    distances.map((distance) => positionBucket(shape, stack, distance)),
  );
  const { headCount } = shape;
  // Row i is to begin at place length - 1 - i. Rows of 2 * length - 1 numbers laid end to end, the first length - 1 left
  // out and read in rows of 2 * length - 2, each begin one place earlier than the one above.
  const repeated = tf.reshape(tf.tile(tf.reshape(byDistance, [headCount, 1, -1]), [1, length, 1]), [headCount, -1]);
  if (length === 1) return tf.reshape(repeated, [1, headCount, 1, 1]);
  const stride = 2 * length - 2;
  const skewed = tf.slice(repeated, [0, length - 1], [headCount, length * stride]);
  return tf.reshape(tf.slice(tf.reshape(skewed, [headCount, length, stride]), [0, 0, 0], [headCount, length, length]), [
    1,
    headCount,
    length,
    length,
  ]);
}

/**
 * The bias of one place of the decoder towards the places up to itself, for decoding step by step.
 * @param place From 0.
 * @returns [1, heads, 1, place + 1]
 */
export function decoderStepBias(parameters: Tensors, shape: T5Shape, place: number): tf.Tensor4D {
  const buckets = Array.from({ length: place + 1 }, (_, key) => positionBucket(shape, 'decoder', key - place));
  return tf.reshape(biasOfBuckets(parameters, 'decoder', buckets), [1, shape.headCount, 1, place + 1]);
}

/** The decoder's bias towards itself and the places before: row d is for what lies d places back. [count, heads] */
export function decoderBiasByDistance(parameters: Tensors, shape: T5Shape, count: number): tf.Tensor2D {
  const buckets = Array.from({ length: count }, (_, distance) => positionBucket(shape, 'decoder', -distance));
  return tf.transpose(biasOfBuckets(parameters, 'decoder', buckets));
}

/** Rows of the table, as a product: its gradient is another product, where a gather's would be a slow scatter. [heads, buckets] */
function biasOfBuckets(parameters: Tensors, stack: Stack, buckets: readonly number[]): tf.Tensor2D {
  const table = parameters[positionTableName(stack)] as tf.Tensor2D;
  const [bucketCount] = table.shape;
  const chosen = new Array<number>(bucketCount * buckets.length).fill(0);
  buckets.forEach((bucket, index) => (chosen[bucket * buckets.length + index] = 1));
  return tf.matMul<tf.Tensor2D>(table, tf.tensor2d(chosen, [bucketCount, buckets.length]), true, false);
}
