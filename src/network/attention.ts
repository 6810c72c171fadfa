/** Multi-head scaled dot-product attention over packed rows. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import { ONE_REQUEST, type Dropout } from './dropout.ts';
import { fusedAttention } from './fusedKernels.ts';
import { HIDDEN_SCORE } from './hiddenScore.ts';
import { type Initialiser, type ParameterSpecs, ZEROS } from './parameters.ts';

export interface AttentionShape {
  readonly rowCount: number;
  readonly rowLength: number;
  /** Slots of a row that ask. */
  readonly queryLength: number;
  readonly width: number;
  readonly headCount: number;
}

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
 * @param padding `hidden`: slots see their own sequence only; `visible`: empty slots take part (one sequence a row);
 *   `looks-on`: nobody sees the empty slots, and they see all others (one sequence a row).
 * @returns [rows, 1, length, length], or a leading 1 where it is the same for every row
 */
export function attentionBias(
  segments: tf.Tensor2D,
  visibility: 'causal' | 'all',
  padding: 'hidden' | 'visible' | 'looks-on',
): tf.Tensor4D {
  const [rowCount, length] = segments.shape;
  const slots = tf.range(0, length, 1, 'int32');
  const causal = tf.greaterEqual(tf.reshape(slots, [1, 1, length, 1]), tf.reshape(slots, [1, 1, 1, length]));
  const keys = tf.reshape(segments, [rowCount, 1, 1, length]);
  const allowed = {
    hidden: () => tf.equal(tf.reshape(segments, [rowCount, 1, length, 1]), keys),
    visible: () => null,
    'looks-on': () => tf.greater(tf.tile(keys, [1, 1, length, 1]), 0),
  }[padding]();
  const seen =
    visibility === 'causal'
      ? allowed === null
        ? causal
        : tf.logicalAnd(allowed, causal)
      : (allowed ?? tf.ones([1, 1, length, length], 'bool'));
  return tf.mul(tf.sub(1, tf.cast(seen, 'float32')), HIDDEN_SCORE);
}

/**
 * A bias for the asked slots of each row.
 * @param asked Slots among those of all rows, equally many of every row. [rows * asked of a row]
 */
export function askedBias(bias: tf.Tensor4D, asked: tf.Tensor1D, rowCount: number): tf.Tensor4D {
  const [biasRows, , length] = bias.shape;
  const perRow = asked.shape[0] / rowCount;
  // Where all rows have the same bias they hold one sequence each, and only the place within the row counts.
  const slots = biasRows === rowCount ? asked : tf.sub(asked, tf.range(0, rowCount * length, length, 'int32'));
  return tf.reshape(tf.gather(tf.reshape(bias, [biasRows * length, length]), slots), [rowCount, 1, perRow, length]);
}

/** A linear map of rows: [rows, in] to [rows, out]. */
export function linear(parameters: Tensors, prefix: string, x: tf.Tensor): tf.Tensor2D {
  const product = tf.matMul(x, parameters[`${prefix}/weight`] as tf.Tensor2D);
  return tf.add(product, parameters[`${prefix}/bias`]!);
}

/**
 * @param queries [rows * query length, width] What asks.
 * @param context [rows * length, width] What is looked at (keys and values).
 * @param bias See `attentionBias`; of the slots that ask only.
 * @returns [rows * query length, width]
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
  const { rowCount, rowLength, queryLength, width, headCount } = shape;
  const headWidth = width / headCount;
  const heads = (x: tf.Tensor, length: number): tf.Tensor4D =>
    tf.transpose(tf.reshape(x, [rowCount, length, headCount, headWidth]), [0, 2, 1, 3]);
  const asked = linear(parameters, `${prefix}/query`, queries);
  const keys = linear(parameters, `${prefix}/key`, context);
  const values = linear(parameters, `${prefix}/value`, context);
  const rows = (x: tf.Tensor, length: number): tf.Tensor => tf.reshape(x, [rowCount, length, width]);
  const fused =
    dropout === ONE_REQUEST
      ? fusedAttention(rows(asked, queryLength), rows(keys, rowLength), rows(values, rowLength), bias, headCount)
      : null;
  if (fused !== null) {
    return linear(parameters, `${prefix}/output`, tf.reshape(fused, [rowCount * queryLength, width]));
  }
  const query = heads(tf.mul(asked, 1 / Math.sqrt(headWidth)), queryLength);
  const key = heads(keys, rowLength);
  const value = heads(values, rowLength);
  const scores = tf.add(tf.matMul(query, key, false, true), bias);
  const weights = dropout(`${prefix}/weights`, tf.softmax(scores));
  const mixed = tf.reshape(tf.transpose(tf.matMul(weights, value), [0, 2, 1, 3]), [rowCount * queryLength, width]);
  return linear(parameters, `${prefix}/output`, mixed);
}
