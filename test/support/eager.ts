/** Runs TF.js code on the reference backend and brings the results to the host. */
import '../../src/engine/gradients.ts';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

export function eagerly(work: () => tf.Tensor[]): number[][] {
  void tf.setBackend('cpu');
  return tf.tidy(() => work().map((tensor) => Array.from(tensor.dataSync())));
}

/** A fixed, irregular sequence in (-1, 1). */
export function wave(count: number, seed = 1): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => (Math.sin(seed * 977 + index * 12.9898) * 43758.5453) % 1);
}

/** Central difference of a scalar function by one element of an array. */
export function centralDifference(values: Float32Array, index: number, step: number, evaluate: () => number): number {
  const kept = values[index]!;
  values[index] = kept + step;
  const above = evaluate();
  values[index] = kept - step;
  const below = evaluate();
  values[index] = kept;
  return (above - below) / (2 * step);
}
