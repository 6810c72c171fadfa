/** Root mean square norm over the last axis (Zhang and Sennrich 2019), with a hand-written gradient: T5's `layer_norm`. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedRmsNorm } from '../fusedKernels.ts';

/**
 * @param x [rows, width]
 * @param gain [width]
 * @returns [rows, width]: no mean is subtracted and nothing is added.
 */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input, scale, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const { output, inverseRoot } = normalise(input, scale, epsilon);
    save([input, scale, inverseRoot]);
    return {
      value: output,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => rmsNormGradient(dy, saved as [tf.Tensor, tf.Tensor, tf.Tensor]),
    };
  });
  return operation(x, gain);
}

function normalise(x: tf.Tensor, gain: tf.Tensor, epsilon: number) {
  const fused = fusedRmsNorm(x, gain, epsilon);
  if (fused !== null) return fused;
  const inverseRoot = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
  return { output: tf.mul(tf.mul(x, inverseRoot), gain), inverseRoot };
}

function rmsNormGradient(dy: tf.Tensor, [x, gain, inverseRoot]: [tf.Tensor, tf.Tensor, tf.Tensor]): tf.Tensor[] {
  const normalised = tf.mul(x, inverseRoot);
  const dNormalised = tf.mul(dy, gain);
  const along = tf.mean(tf.mul(dNormalised, normalised), -1, true);
  const dx = tf.mul(tf.sub(dNormalised, tf.mul(normalised, along)), inverseRoot);
  return [dx, tf.sum(tf.mul(dy, normalised), 0)];
}
