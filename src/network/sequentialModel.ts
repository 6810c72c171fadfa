/** What a sequential network must offer to be trained and asked for recommendations. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import type { Dropout, DropoutSite } from './dropout.ts';
import type { PackedTensors } from './packedTensors.ts';
import type { ParameterSpecs } from './parameters.ts';

export interface EncodedSequences {
  /** [rows * length, width]; [asked, width] where slots were asked for */
  readonly hidden: tf.Tensor2D;
  /** Output of each block, before the final norm; [rows * length, width] each, the last one as `hidden`. */
  readonly blocks: readonly tf.Tensor[];
}

export interface SequentialModel {
  readonly itemCount: number;
  /** Slots of a row; see `itemSlots` for the most items of a history that are looked at. */
  readonly maxLength: number;
  /** See `packSequences`. */
  readonly layout: 'packed' | 'one-per-row';
  /** Whether positions count back from the last item or forward from the first. */
  readonly positions: 'from-end' | 'from-start';
  /** Whether a slot depends on later slots of its row. */
  readonly visibility: 'causal' | 'all';
  /**
   * Which slot answers for what comes next: that of the last item, or one more after it, which holds the mask: row
   * `itemCount` of the item table.
   */
  readonly query: 'last-item' | 'appended-mask';
  readonly parameters: ParameterSpecs;
  dropoutSites(rowCount: number, rowLength: number): readonly DropoutSite[];
  /**
   * @param asked Slots whose hidden state is wanted, among those of all rows, equally many of every row; the last block
   *   then works for these alone. [rows * asked of a row], int32
   */
  encode(parameters: Tensors, batch: PackedTensors, dropout: Dropout, asked?: tf.Tensor1D): EncodedSequences;
  /** Row i of the table stands for item i + 1. */
  output(parameters: Tensors): { readonly table: tf.Tensor2D; readonly bias: tf.Tensor1D | null };
}

/** Slots that a history takes after its items. */
export function maskSlots({ query }: Pick<SequentialModel, 'query'>): number {
  return query === 'appended-mask' ? 1 : 0;
}

/** The most items of a history that are looked at. */
export function itemSlots(model: Pick<SequentialModel, 'maxLength' | 'query'>): number {
  return model.maxLength - maskSlots(model);
}

/** Row of the position table for the last slot of a window of `length` slots. */
export function lastPosition(model: Pick<SequentialModel, 'maxLength' | 'positions'>, length: number): number {
  return model.positions === 'from-end' ? model.maxLength - 1 : length - 1;
}
