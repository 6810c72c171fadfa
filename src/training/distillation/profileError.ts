/** How far pooled histories are from the vectors of their users' profiles: the paper's L_distill. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * `mse`: mean over users and dimensions, as in the paper. `rmse`: its square root over the batch, as in three of the
 * eight configurations of the ECIR 2026 release. `cosine`: one minus the cosine, mean over users.
 */
export const PROFILE_ERRORS = ['mse', 'rmse', 'cosine'] as const;
export type ProfileErrorKind = (typeof PROFILE_ERRORS)[number];

export interface ProfileBatch {
  /** [users, width] */
  readonly targets: tf.Tensor2D;
  /** Share of each user in the mean; 0 for users without a profile and for empty places. [users] */
  readonly shares: tf.Tensor1D;
}

/** Below this a mean square counts as this: the root has no gradient at 0. */
const SMALLEST_SQUARE = 1e-30;
/** Below this the product of two lengths counts as this; PyTorch's cosine_similarity has the same. */
const SMALLEST_LENGTHS = 1e-8;

/** @param pooled [users, width] */
export function profileError(
  kind: ProfileErrorKind,
  pooled: tf.Tensor2D,
  { targets, shares }: ProfileBatch,
): tf.Scalar {
  if (kind === 'cosine') {
    const length = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.maximum(tf.sum(tf.square(x), 1), SMALLEST_SQUARE));
    const lengths = tf.maximum(tf.mul(length(pooled), length(targets)), SMALLEST_LENGTHS);
    const cosines = tf.div(tf.sum(tf.mul(pooled, targets), 1), lengths);
    return tf.sum(tf.mul(tf.sub(1, cosines), shares));
  }
  const meanSquare = tf.sum(tf.mul(tf.mean(tf.squaredDifference(pooled, targets), 1), shares));
  if (kind === 'mse') return meanSquare as tf.Scalar;
  return tf.sqrt<tf.Scalar>(tf.maximum(meanSquare, SMALLEST_SQUARE));
}

/**
 * Variance of the targets over the batch's users, mean over the dimensions. Near 0, every user has the same target, and
 * to meet it teaches nothing: what a trained projection of the targets can end in.
 */
export function targetVariance({ targets, shares }: ProfileBatch): tf.Scalar {
  const column = tf.reshape(tf.div(shares, tf.maximum(tf.sum(shares), SMALLEST_SQUARE)), [-1, 1]);
  const centre = tf.sum(tf.mul(targets, column), 0, true);
  const squares = tf.mean(tf.squaredDifference(targets, centre), 1, true);
  return tf.sum(tf.mul(squares, column));
}
