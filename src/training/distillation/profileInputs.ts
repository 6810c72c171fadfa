/** The profile vectors of a batch's users, as inputs of the training step. */
import type { HostArray, Tensors, TensorSpec } from '../../engine/engine.ts';
import type { ProfileTargets } from '../../profiles/profileTargets.ts';
import type * as tf from '@tensorflow/tfjs-core';
import type { ProfileBatch } from './profileError.ts';

/**
 * What users without a profile do to the mean error: `left-out`: nothing. `count-as-met`: as in the ECIR 2026 release,
 * an error of 0 each, so that the mean is the smaller the more of them there are.
 */
export const MISSING_PROFILES = ['left-out', 'count-as-met'] as const;
export type MissingProfiles = (typeof MISSING_PROFILES)[number];

const TARGETS = 'profile/targets';
const SHARES = 'profile/shares';

/** For `userCount` users, of whom a batch may have fewer. */
export function profileSpecs(userCount: number, width: number): Record<string, TensorSpec> {
  return {
    [TARGETS]: { shape: [userCount, width], dtype: 'float32' },
    [SHARES]: { shape: [userCount], dtype: 'float32' },
  };
}

/** @param users Numbers in the dataset, at most `userCount` of them. */
export function profileInputs(
  { width, rowOfUser, vectors }: ProfileTargets,
  users: ArrayLike<number>,
  userCount: number,
  missing: MissingProfiles,
): Record<string, HostArray> {
  const targets = new Float32Array(userCount * width);
  const shares = new Float32Array(userCount);
  const rows = Array.from(users, (user) => rowOfUser[user] ?? -1);
  const profileCount = rows.filter((row) => row >= 0).length;
  const divisor = missing === 'left-out' ? profileCount : users.length;
  rows.forEach((row, place) => {
    if (row < 0) return;
    targets.set(vectors.subarray(row * width, (row + 1) * width), place * width);
    shares[place] = 1 / divisor;
  });
  return { [TARGETS]: targets, [SHARES]: shares };
}

export function profileBatch(inputs: Tensors): ProfileBatch {
  return { targets: inputs[TARGETS] as tf.Tensor2D, shares: inputs[SHARES] as tf.Tensor1D };
}
