/** Layer normalisation over the last axis, with a hand-written gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedLayerNorm } from './fusedKernels.ts';

/**
 * @param x [rows, width]
 * @param gamma [width]
 * @param beta [width]
 * @returns [rows, width]
 */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const { output, mean, inverseDeviation } = normalise(input, scale, shift, epsilon);
    save([input, scale, mean, inverseDeviation]);
    return {
      value: output,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        layerNormGradient(dy, saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]),
    };
  });
  return operation(x, gamma, beta);
}

function normalise(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number) {
  const fused = fusedLayerNorm(x, gamma, beta, epsilon);
  if (fused !== null) return fused;
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), -1, true);
  const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
  const output = tf.add(tf.mul(tf.mul(centred, inverseDeviation), gamma), beta);
  return { output, mean, inverseDeviation };
}

function layerNormGradient(
  dy: tf.Tensor,
  [x, gamma, mean, inverseDeviation]: [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor],
): tf.Tensor[] {
  const normalised = tf.mul(tf.sub(x, mean), inverseDeviation);
  const product = tf.mul(dy, normalised);
  const dNormalised = tf.mul(dy, gamma);
  const meanGradient = tf.mean(dNormalised, -1, true);
  const meanProduct = tf.mean(tf.mul(dNormalised, normalised), -1, true);
  const dx = tf.mul(tf.sub(tf.sub(dNormalised, meanGradient), tf.mul(normalised, meanProduct)), inverseDeviation);
  return [dx, tf.sum(product, 0), tf.sum(dy, 0)];
}
