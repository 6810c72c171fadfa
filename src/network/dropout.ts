/** Dropout by masks that come from outside, so that every engine drops the same elements. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';

/** Applies the mask of a named site. */
export type Dropout = (site: string, x: tf.Tensor) => tf.Tensor;

export const NO_DROPOUT: Dropout = (_site, x) => x;

/**
 * Drops nothing, and says that one short sequence is answered and nothing differentiated: kernels without a gradient may
 * be used, which save the cost of each node (with many rows the separate products are the faster ones).
 */
export const ONE_REQUEST: Dropout = (_site, x) => x;

export const maskInput = (site: string): string => `dropout/${site}`;

/** Multiplies by masks found among a program's inputs; see `fillDropoutMask` for their values. */
export function dropoutFrom(inputs: Tensors): Dropout {
  return (site, x) => {
    const mask = inputs[maskInput(site)];
    if (mask === undefined) throw new Error(`No dropout mask for "${site}".`);
    return tf.mul(x, tf.reshape(mask, x.shape));
  };
}

/** A place where a network drops, and the shape of its mask. */
export interface DropoutSite {
  readonly site: string;
  readonly shape: readonly number[];
}
