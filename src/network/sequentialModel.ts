/** What a sequential network must offer to be trained and asked for recommendations. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import type { Dropout, DropoutSite } from './dropout.ts';
import type { PackedTensors } from './packedTensors.ts';
import type { ParameterSpecs } from './parameters.ts';

export interface EncodedSequences {
  /** [rows * length, width] */
  readonly hidden: tf.Tensor2D;
  /** Output of each block, before the final norm; [rows * length, width] each. */
  readonly blocks: readonly tf.Tensor[];
}

export interface SequentialModel {
  readonly itemCount: number;
  /** Slots of a row, and the most items of a history that are looked at. */
  readonly maxLength: number;
  /** See `packSequences`. */
  readonly layout: 'packed' | 'one-per-row';
  /** Whether positions count back from the last item or forward from the first. */
  readonly positions: 'from-end' | 'from-start';
  readonly parameters: ParameterSpecs;
  dropoutSites(rowCount: number, rowLength: number): readonly DropoutSite[];
  encode(parameters: Tensors, batch: PackedTensors, dropout: Dropout): EncodedSequences;
  /** Row i of the table stands for item i + 1. */
  output(parameters: Tensors): { readonly table: tf.Tensor2D; readonly bias: tf.Tensor1D | null };
}

/** Row of the position table for the last item of a window of `length` items. */
export function lastPosition(model: Pick<SequentialModel, 'maxLength' | 'positions'>, length: number): number {
  return model.positions === 'from-end' ? model.maxLength - 1 : length - 1;
}
