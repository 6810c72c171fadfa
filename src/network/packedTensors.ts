/** Sequences packed into rows, as tensors. See `packing.ts` for how they get there. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../engine/engine.ts';

export interface PackedTensors {
  /** Row of the item table, item number - 1; empty slots hold 0. [rows * length], int32 */
  readonly itemRows: tf.Tensor1D;
  /** Row of the position table. [rows * length], int32 */
  readonly positions: tf.Tensor1D;
  /** Number of the slot's sequence within its row, from 1; 0 for empty slots. [rows, length], int32 */
  readonly segments: tf.Tensor2D;
}

export function packedSpecs(rowCount: number, rowLength: number): Record<keyof PackedTensors, TensorSpec> {
  const slots: TensorSpec = { shape: [rowCount * rowLength], dtype: 'int32' };
  return { itemRows: slots, positions: slots, segments: { shape: [rowCount, rowLength], dtype: 'int32' } };
}

export function packedTensors(inputs: Tensors): PackedTensors {
  return {
    itemRows: inputs.itemRows as tf.Tensor1D,
    positions: inputs.positions as tf.Tensor1D,
    segments: inputs.segments as tf.Tensor2D,
  };
}
