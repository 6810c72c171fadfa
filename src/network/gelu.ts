/**
 * The Gaussian error linear unit, x times the normal distribution's share below x (Hendrycks and Gimpel 2016): the exact
 * one, by the error function, with a hand-written gradient.
 */
import * as tf from '@tensorflow/tfjs-core';

export function gelu<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const share = tf.mul(tf.add(tf.erf(tf.mul(input, Math.SQRT1_2)), 1), 0.5);
    save([input, share]);
    return {
      value: tf.mul(input, share),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => geluGradient(dy, saved as [tf.Tensor, tf.Tensor]),
    };
  });
  return operation(x) as T;
}

/** The derivative: the share below x, and x times the density at x. */
function geluGradient(dy: tf.Tensor, [x, share]: [tf.Tensor, tf.Tensor]): tf.Tensor {
  const density = tf.exp(tf.mul(tf.square(x), -0.5));
  const slope = tf.add(share, tf.mul(tf.mul(x, 1 / Math.sqrt(2 * Math.PI)), density));
  return tf.mul(dy, slope);
}
