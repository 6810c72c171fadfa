/**
 * One vector per sequence from the vectors of its slots: the paper's H_k(S_u). The weights come from the host as a matrix
 * for every row, by which its slots are multiplied, so that rows may be packed and a batch keeps one shape. A sum over
 * segments would do with fewer weights, and ONNX Runtime would spell out its indices for every number.
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

/** Of every slot of a row for every sequence of that row, by its number there. */
const WEIGHTS = 'pool/weights';
/** Where each sequence of the batch stands among the sequences of all rows. */
const PLACES = 'pool/places';
/** 0 for sequences without a slot, otherwise 1. */
const PRESENT = 'pool/present';

export interface PoolShape {
  readonly rowCount: number;
  readonly rowLength: number;
  /** Sequences that a row holds, at most. */
  readonly perRow: number;
  /** Of a batch, which may have fewer. */
  readonly sequenceCount: number;
}

export function poolSpecs({ rowCount, rowLength, perRow, sequenceCount }: PoolShape): Record<string, TensorSpec> {
  return {
    [WEIGHTS]: { shape: [rowCount, perRow, rowLength], dtype: 'float32' },
    [PLACES]: { shape: [sequenceCount], dtype: 'int32' },
    [PRESENT]: { shape: [sequenceCount, 1], dtype: 'float32' },
  };
}

/** The t-th of `length` weights, which add up to 1. */
function poolWeights({ kind, gamma }: Pooling, length: number): Float64Array {
  const weights = Float64Array.from({ length }, (_, t) => (kind === 'mean' ? 1 : Math.exp(gamma * (t + 1 - length))));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** @param lengths Slots that each sequence takes up. */
export function poolInputs(
  pooling: Pooling,
  packing: Packing,
  lengths: ArrayLike<number>,
  { perRow, sequenceCount }: Pick<PoolShape, 'perRow' | 'sequenceCount'>,
): Record<string, HostArray> {
  const { rowCount, rowLength, firstSlots, segments } = packing;
  const weights = new Float32Array(rowCount * perRow * rowLength);
  const places = new Int32Array(sequenceCount);
  const present = new Float32Array(sequenceCount);
  const known = new Map<number, Float64Array>();
  for (let sequence = 0; sequence < lengths.length; sequence++) {
    const length = lengths[sequence]!;
    if (length === 0) continue;
    const row = Math.floor(firstSlots[sequence]! / rowLength);
    const isWhole = pooling.over === 'slots';
    const first = isWhole ? 0 : firstSlots[sequence]! % rowLength;
    const count = isWhole ? rowLength : length;
    const ofLength = known.get(count) ?? poolWeights(pooling, count);
    known.set(count, ofLength);
    const place = row * perRow + segments[sequence]! - 1;
    weights.set(ofLength, place * rowLength + first);
    places[sequence] = place;
    present[sequence] = 1;
  }
  return { [WEIGHTS]: weights, [PLACES]: places, [PRESENT]: present };
}

/**
 * @param states [slots, width]
 * @returns [sequenceCount, width]; zeros for sequences without a slot
 */
export function pool(states: tf.Tensor, inputs: Readonly<Record<string, tf.Tensor>>): tf.Tensor2D {
  const weights = inputs[WEIGHTS] as tf.Tensor3D;
  const width = states.shape[1]!;
  const sums = tf.matMul(weights, tf.reshape(states, [weights.shape[0], weights.shape[2], width]));
  const ofSequences = tf.gather(tf.reshape(sums, [-1, width]), inputs[PLACES] as tf.Tensor1D);
  return tf.mul(ofSequences, inputs[PRESENT]!);
}
