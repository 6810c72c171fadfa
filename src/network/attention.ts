/** Multi-head scaled dot-product attention over packed rows. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import type { Dropout } from './dropout.ts';
import { type Initialiser, type ParameterSpecs, ZEROS } from './parameters.ts';

export interface AttentionShape {
  readonly rowCount: number;
  readonly rowLength: number;
  readonly width: number;
  readonly headCount: number;
}

/** Added to the scores of pairs that may not see each other: large enough to vanish in the softmax, finite for gradients. */
const HIDDEN = -1e9;

export function attentionParameters(
  prefix: string,
  width: number,
  projection: Initialiser,
  output: Initialiser,
): ParameterSpecs {
  const matrix = (initialiser: Initialiser) => ({ shape: [width, width], initialiser });
  const bias = { shape: [width], initialiser: ZEROS };
  return {
    [`${prefix}/query/weight`]: matrix(projection),
    [`${prefix}/query/bias`]: bias,
    [`${prefix}/key/weight`]: matrix(projection),
    [`${prefix}/key/bias`]: bias,
    [`${prefix}/value/weight`]: matrix(projection),
    [`${prefix}/value/bias`]: bias,
    [`${prefix}/output/weight`]: matrix(output),
    [`${prefix}/output/bias`]: bias,
  };
}

/**
 * Which slots see which, as numbers to add to the scores.
 * @param segments [rows, length] Number of the sequence that a slot belongs to, 0 for an empty slot.
 * @param visibility `causal`: a slot sees itself and what precedes it; `all`: the whole sequence.
 * @param padding `hidden`: slots see their own sequence only; `visible`: empty slots take part (one sequence a row).
 * @returns [rows, 1, length, length], or a leading 1 where it is the same for every row
 */
export function attentionBias(
  segments: tf.Tensor2D,
  visibility: 'causal' | 'all',
  padding: 'hidden' | 'visible',
): tf.Tensor4D {
  const [rowCount, length] = segments.shape;
  const slots = tf.range(0, length, 1, 'int32');
  const causal = tf.greaterEqual(tf.reshape(slots, [1, 1, length, 1]), tf.reshape(slots, [1, 1, 1, length]));
  const together = tf.equal(
    tf.reshape(segments, [rowCount, 1, length, 1]),
    tf.reshape(segments, [rowCount, 1, 1, length]),
  );
  const everything = tf.ones([1, 1, length, length], 'bool');
  const seen =
    padding === 'hidden'
      ? visibility === 'causal'
        ? tf.logicalAnd(together, causal)
        : together
      : visibility === 'causal'
        ? causal
        : everything;
  return tf.mul(tf.sub(1, tf.cast(seen, 'float32')), HIDDEN);
}

/** A linear map of rows: [rows, in] to [rows, out]. */
export function linear(parameters: Tensors, prefix: string, x: tf.Tensor): tf.Tensor2D {
  const product = tf.matMul(x, parameters[`${prefix}/weight`] as tf.Tensor2D);
  return tf.add(product, parameters[`${prefix}/bias`]!);
}

/**
 * @param queries [rows * length, width] What asks.
 * @param context [rows * length, width] What is looked at (keys and values).
 * @returns [rows * length, width]
 */
export function attention(
  parameters: Tensors,
  prefix: string,
  shape: AttentionShape,
  queries: tf.Tensor,
  context: tf.Tensor,
  bias: tf.Tensor4D,
  dropout: Dropout,
): tf.Tensor2D {
  const { rowCount, rowLength, width, headCount } = shape;
  const headWidth = width / headCount;
  const heads = (x: tf.Tensor): tf.Tensor4D =>
    tf.transpose(tf.reshape(x, [rowCount, rowLength, headCount, headWidth]), [0, 2, 1, 3]);
  const query = heads(tf.mul(linear(parameters, `${prefix}/query`, queries), 1 / Math.sqrt(headWidth)));
  const key = heads(linear(parameters, `${prefix}/key`, context));
  const value = heads(linear(parameters, `${prefix}/value`, context));
  const scores = tf.add(tf.matMul(query, key, false, true), bias);
  const weights = dropout(`${prefix}/weights`, tf.softmax(scores));
  const mixed = tf.reshape(tf.transpose(tf.matMul(weights, value), [0, 2, 1, 3]), [rowCount * rowLength, width]);
  return linear(parameters, `${prefix}/output`, mixed);
}
