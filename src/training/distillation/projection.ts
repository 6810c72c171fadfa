/**
 * The trainable linear map that the ECIR 2026 release puts between profile vectors and the model's space, in seven of its
 * eight configurations. It makes the target move: to map every profile to one point is a way to a small error.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import type { Initialiser, ParameterSpecs } from '../../network/parameters.ts';

/** Names of its parameters. */
export const PROJECTION = { weight: 'profileProjection/weight', bias: 'profileProjection/bias' } as const;

/** Begins as PyTorch's Linear does, which the release leaves as it is. */
export function projectionParameters(profileWidth: number, width: number): ParameterSpecs {
  const uniform: Initialiser = { kind: 'uniform', bound: 1 / Math.sqrt(profileWidth) };
  return {
    [PROJECTION.weight]: { shape: [profileWidth, width], initialiser: uniform },
    [PROJECTION.bias]: { shape: [width], initialiser: uniform },
  };
}

/** @param targets [users, profileWidth]; @returns [users, width] */
export function projectTargets(targets: tf.Tensor2D, parameters: Tensors): tf.Tensor2D {
  const product = tf.matMul(targets, parameters[PROJECTION.weight] as tf.Tensor2D);
  return tf.add(product, parameters[PROJECTION.bias]!);
}
