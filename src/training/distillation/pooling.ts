/**
 * One vector per sequence from the vectors of its slots: the paper's H_k(S_u), as a weighted sum whose weights come from
 * the host, so that rows may be packed and a batch keeps one shape.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, TensorSpec } from '../../engine/engine.ts';
import type { Packing } from '../../network/packing.ts';

export interface Pooling {
  /** `mean`: all alike. `exponential`: the t-th by exp(gamma t), so that the last counts most (the paper's section 2). */
  readonly kind: 'mean' | 'exponential';
  readonly gamma: number;
  /**
   * `items`: the sequence's own slots. `slots`: the whole row with its padding, as in the ECIR 2026 release, whose mean
   * therefore shrinks where histories are short; for one sequence a row only.
   */
  readonly over: 'items' | 'slots';
}

const WEIGHTS = 'pool/weights';
const SEQUENCES = 'pool/sequences';

export function poolSpecs(slotCount: number): Record<string, TensorSpec> {
  return {
    [WEIGHTS]: { shape: [slotCount], dtype: 'float32' },
    [SEQUENCES]: { shape: [slotCount], dtype: 'int32' },
  };
}

/** The t-th of `length` weights, which add up to 1. */
function poolWeights({ kind, gamma }: Pooling, length: number): Float64Array {
  const weights = Float64Array.from({ length }, (_, t) => (kind === 'mean' ? 1 : Math.exp(gamma * (t + 1 - length))));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Weight and sequence of every slot; slots that count for nothing have weight 0.
 * @param lengths Slots that each sequence takes up.
 */
export function poolInputs(pooling: Pooling, packing: Packing, lengths: ArrayLike<number>): Record<string, HostArray> {
  const { rowCount, rowLength, firstSlots } = packing;
  const weights = new Float32Array(rowCount * rowLength);
  const sequences = new Int32Array(rowCount * rowLength);
  const known = new Map<number, Float64Array>();
  for (let sequence = 0; sequence < lengths.length; sequence++) {
    const length = lengths[sequence]!;
    if (length === 0) continue;
    const isWhole = pooling.over === 'slots';
    const first = isWhole ? firstSlots[sequence]! + length - rowLength : firstSlots[sequence]!;
    const count = isWhole ? rowLength : length;
    const ofLength = known.get(count) ?? poolWeights(pooling, count);
    known.set(count, ofLength);
    weights.set(ofLength, first);
    sequences.fill(sequence, first, first + count);
  }
  return { [WEIGHTS]: weights, [SEQUENCES]: sequences };
}

/**
 * @param states [slots, width]
 * @returns [sequenceCount, width]; zeros for sequences without a slot
 */
export function pool(
  states: tf.Tensor,
  inputs: Readonly<Record<string, tf.Tensor>>,
  sequenceCount: number,
): tf.Tensor2D {
  const sequences = inputs[SEQUENCES] as tf.Tensor1D;
  const weighted = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.reshape(inputs[WEIGHTS]!, [-1, 1]));
  // TF.js's own gradient of a segment sum guards against negative numbers of segments, which takes seven operators.
  const weightedSum = tf.customGrad((x) => ({
    value: tf.unsortedSegmentSum(weighted(x as tf.Tensor), sequences, sequenceCount),
    gradFunc: (dy: tf.Tensor) => weighted(tf.gather(dy, sequences)),
  }));
  return weightedSum(states) as tf.Tensor2D;
}
