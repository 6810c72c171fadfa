/**
 * Losses over the target and a few negatives per position, drawn uniformly from the other items.
 *
 * - `bce`: binary cross-entropy, as in the original SASRec (there with one negative).
 * - `gbce`: generalised binary cross-entropy (Petrov and Macdonald, "gSASRec", RecSys 2023, equations 8 to 10): the
 *   positive's probability is raised to the power beta, which undoes the overconfidence that negative sampling brings.
 * - `sampled-ce`: softmax cross-entropy over the target and the negatives.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface SampledScores {
  /** [positions] */
  readonly positive: tf.Tensor1D;
  /** [positions, negatives] */
  readonly negative: tf.Tensor2D;
}

/** Scores of the targets and of the negatives: only their rows of the table are touched. */
export function sampledScores(
  hidden: tf.Tensor2D,
  table: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  targetRows: tf.Tensor1D,
  negativeRows: tf.Tensor2D,
): SampledScores {
  const [positionCount, width] = hidden.shape;
  const positive = tf.sum(tf.mul(hidden, tf.gather(table, targetRows)), 1);
  const negativeVectors = tf.gather<tf.Tensor>(table, negativeRows) as tf.Tensor3D;
  const column = tf.reshape(hidden, [positionCount, width, 1]);
  const negative = tf.reshape<tf.Rank.R2>(tf.matMul(negativeVectors, column), negativeRows.shape);
  if (bias === null) return { positive: positive as tf.Tensor1D, negative };
  return {
    positive: tf.add(positive, tf.gather(bias, targetRows)),
    negative: tf.add(negative, tf.gather(bias, negativeRows)),
  };
}

/** log(sigmoid(x)), stable on both sides. */
function logSigmoid(x: tf.Tensor): tf.Tensor {
  // TF.js's logSigmoid goes through softplus, whose gradient is exact.
  return tf.neg(tf.softplus(tf.neg(x)));
}

/** The weighted sum of the positions' losses. `positiveExponent` is 1 for `bce` and gSASRec's beta for `gbce`. */
export function binaryCrossEntropy(scores: SampledScores, weights: tf.Tensor1D, positiveExponent: number): tf.Scalar {
  const positive = tf.mul(logSigmoid(scores.positive), positiveExponent);
  const negative = tf.sum(logSigmoid(tf.neg(scores.negative)), 1);
  return tf.neg(tf.sum(tf.mul(tf.add(positive, negative), weights)));
}

/** gSASRec's beta for a calibration t in [0, 1]: 1 keeps `bce`'s scale for t = 0, calibrates fully for t = 1. */
export function gbceExponent(negativeCount: number, itemCount: number, calibration: number): number {
  const samplingRate = negativeCount / (itemCount - 1);
  return samplingRate * (calibration * (1 - 1 / samplingRate) + 1 / samplingRate);
}

export function sampledCrossEntropy(scores: SampledScores, weights: tf.Tensor1D): tf.Scalar {
  const count = scores.positive.shape[0];
  const logits = tf.concat([tf.reshape(scores.positive, [count, 1]), scores.negative], 1);
  const loss = tf.sub(tf.logSumExp(logits, 1), scores.positive);
  return tf.sum(tf.mul(loss, weights));
}
