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
