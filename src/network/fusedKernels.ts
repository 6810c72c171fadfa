/**
 * Kernels that an engine may offer beyond TF.js's own. A network asks for one and falls back to plain ops where the
 * active backend has none, so that models run on every TF.js backend.
 */
import * as tf from '@tensorflow/tfjs-core';

export const FUSED_LAYER_NORM = 'SeqbenchLayerNorm';

export interface NormalisedRows {
  readonly output: tf.Tensor;
  /** [rows, 1] */
  readonly mean: tf.Tensor;
  /** 1 / sqrt(variance + epsilon), [rows, 1] */
  readonly inverseDeviation: tf.Tensor;
}

export function fusedLayerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): NormalisedRows | null {
  if ((tf.getKernel(FUSED_LAYER_NORM, tf.getBackend()) as unknown) == null) return null;
  const outputs: unknown = tf.engine().runKernel(FUSED_LAYER_NORM, { x, gamma, beta }, { epsilon });
  const [output, mean, inverseDeviation] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { output, mean, inverseDeviation };
}

export const FUSED_ATTENTION = 'SeqbenchAttention';

/**
 * Scaled dot-product attention of all heads in one; it has no gradient.
 * @param query [rows, query length, width]
 * @param key [rows, length, width]
 * @param value [rows, length, width]
 * @param bias [rows or 1, 1, query length, length], added to the scores
 * @returns [rows, query length, width]
 */
export function fusedAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  bias: tf.Tensor,
  headCount: number,
): tf.Tensor | null {
  if ((tf.getKernel(FUSED_ATTENTION, tf.getBackend()) as unknown) == null) return null;
  const output: unknown = tf.engine().runKernel(FUSED_ATTENTION, { query, key, value, bias }, { headCount });
  return output as tf.Tensor;
}

export const FUSED_RMS_NORM = 'SeqbenchRmsNorm';

export interface RootNormalisedRows {
  readonly output: tf.Tensor;
  /** 1 / sqrt(mean of squares + epsilon), [rows, 1] */
  readonly inverseRoot: tf.Tensor;
}

export function fusedRmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): RootNormalisedRows | null {
  if ((tf.getKernel(FUSED_RMS_NORM, tf.getBackend()) as unknown) == null) return null;
  const outputs: unknown = tf.engine().runKernel(FUSED_RMS_NORM, { x, gain }, { epsilon });
  const [output, inverseRoot] = outputs as [tf.Tensor?, tf.Tensor?];
  return output === undefined || inverseRoot === undefined ? null : { output, inverseRoot };
}

/**
 * The logarithm of the softmax over the last axis. tf.logSoftmax spells it out in five passes over the whole; TF.js names a
 * kernel for it all the same, which has no gradient here.
 */
export function fusedLogSoftmax<T extends tf.Tensor>(logits: T): T {
  if ((tf.getKernel(tf.LogSoftmax, tf.getBackend()) as unknown) == null) return tf.logSoftmax(logits);
  return tf.engine().runKernel(tf.LogSoftmax, { logits }, { axis: -1 });
}

export const FUSED_AFTER = 'SeqbenchAfter';

/**
 * `x`, but not before the dependencies are there. A graph leaves the order of independent work to its runtime, which
 * may begin all chunks of a large product before it ends one; where chunks are to share memory, each waits for the
 * last. Engines that run op by op need nothing.
 */
export function after<T extends tf.Tensor>(x: T, dependencies: readonly tf.Tensor[]): T {
  if (dependencies.length === 0 || (tf.getKernel(FUSED_AFTER, tf.getBackend()) as unknown) == null) return x;
  const inputs = Object.fromEntries(dependencies.map((tensor, index) => [`dependency${index}`, tensor]));
  const output: unknown = tf.engine().runKernel(FUSED_AFTER, { x, ...inputs });
  return output as T;
}

export const FUSED_SUM_OF_SQUARES = 'SeqbenchSumOfSquares';

/** A scalar: over all elements. */
export function sumOfSquares(x: tf.Tensor): tf.Scalar {
  if ((tf.getKernel(FUSED_SUM_OF_SQUARES, tf.getBackend()) as unknown) == null) return tf.sum(tf.square(x));
  return tf.engine().runKernel(FUSED_SUM_OF_SQUARES, { x });
}

export const FUSED_ADAM = 'SeqbenchAdam';

/** What a step of Adam is made from; all but the first four are scalars. See `applyAdam`. */
export interface AdamTensors {
  readonly parameter: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** What the gradient is multiplied by. */
  readonly scale: tf.Tensor;
  readonly stepSize: tf.Tensor;
  readonly stepEpsilon: tf.Tensor;
  readonly kept: tf.Tensor;
}

export interface AdamBetas {
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * The new parameter and moments, good for nothing but to be returned as the new state; null where that cannot be done in
 * one pass: parameter and moments have to be the state itself.
 */
export function fusedAdam(tensors: AdamTensors, { beta1, beta2 }: AdamBetas): readonly tf.Tensor[] | null {
  if ((tf.getKernel(FUSED_ADAM, tf.getBackend()) as unknown) == null) return null;
  const outputs: unknown = tf.engine().runKernel(FUSED_ADAM, { ...tensors }, { beta1, beta2 });
  const updated = outputs as readonly tf.Tensor[];
  return updated.length === 0 ? null : updated;
}
