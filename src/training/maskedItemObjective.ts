/**
 * Predicting masked items: in the last `maxLength` items of every training sequence some are replaced by a mask, in
 * every epoch others, and the loss is the cross-entropy over the whole catalogue at the masks alone.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../engine/engine.ts';
import { packedSpecs } from '../network/packedTensors.ts';
import {
  emptyPackedArrays,
  packSequences,
  type PackedArrays,
  type Packing,
  placeItem,
  placeSequence,
  roundRows,
  SCORED_STEPS,
} from '../network/packing.ts';
import { type EncodedSequences, lastPosition, type SequentialModel } from '../network/sequentialModel.ts';
import type { Sequences } from '../split/split.ts';
import { drawItemMasks, type MaskSettings, type SequenceMasks } from './itemMasks.ts';
import { catalogueCrossEntropy, chunkRowsFor } from './losses/catalogueCrossEntropy.ts';
import type { BatchPart, LossTerms, PartShape, TrainingObjective } from './objective.ts';
import { type BatchSettings, type PartOfBatch, SequenceBatches } from './sequenceBatches.ts';

export interface MaskedItemSettings extends BatchSettings, MaskSettings {}

export function maskedItemObjective(
  model: SequentialModel,
  train: Sequences,
  settings: MaskedItemSettings,
): TrainingObjective {
  return new MaskedItemObjective(model, train, settings);
}

/** The masks of a part of a batch, before it is known how many the batch has. */
interface MaskedPart extends PartOfBatch {
  readonly lengths: Uint32Array;
  readonly masks: readonly SequenceMasks[];
  readonly maskCount: number;
}

class MaskedItemObjective implements TrainingObjective {
  readonly batchesPerEpoch: number;
  readonly #model: SequentialModel;
  readonly #train: Sequences;
  readonly #batches: SequenceBatches;
  readonly #settings: MaskedItemSettings;

  constructor(model: SequentialModel, train: Sequences, settings: MaskedItemSettings) {
    this.#model = model;
    this.#train = train;
    this.#settings = settings;
    // A single item is predicted from the mask alone: how popular it is.
    const usable = train.users
      .map((_, index) => index)
      .filter((index) => train.offsets[index + 1]! > train.offsets[index]!);
    this.#batches = new SequenceBatches(usable, settings);
    this.batchesPerEpoch = this.#batches.batchesPerEpoch;
  }

  inputs({ rowCount, scoredCount }: PartShape): Record<string, TensorSpec> {
    return {
      ...packedSpecs(rowCount, this.#model.maxLength),
      scoredSlots: { shape: [scoredCount], dtype: 'int32' },
      targetRows: { shape: [scoredCount], dtype: 'int32' },
      weights: { shape: [scoredCount], dtype: 'float32' },
    };
  }

  loss(parameters: Tensors, encoded: EncodedSequences, fed: Tensors): LossTerms {
    const { table, bias } = this.#model.output(parameters);
    const hidden = tf.gather(encoded.hidden, fed.scoredSlots as tf.Tensor1D);
    const targets = { rows: fed.targetRows as tf.Tensor1D, weights: fed.weights as tf.Tensor1D };
    return { loss: catalogueCrossEntropy(hidden, table, bias, targets, chunkRowsFor(this.#model.itemCount)) };
  }

  batch(epoch: number, index: number): BatchPart[] {
    const parts = this.#batches.parts(epoch, index).map((part) => this.#mask(part));
    const maskCount = parts.reduce((sum, part) => sum + part.maskCount, 0);
    return parts.map((part) => this.#pack(part, maskCount));
  }

  #mask(part: PartOfBatch): MaskedPart {
    const { offsets } = this.#train;
    const lengths = part.sequences.map((sequence) =>
      Math.min(offsets[sequence + 1]! - offsets[sequence]!, this.#model.maxLength),
    );
    const masks = drawItemMasks(this.#settings, this.#model.maxLength, lengths, part.drawing);
    return { ...part, lengths, masks, maskCount: masks.reduce((sum, { items }) => sum + items.length, 0) };
  }

  #pack({ sequences, drawing, lengths, masks, maskCount }: MaskedPart, batchMaskCount: number): BatchPart {
    const { itemCount, maxLength, layout } = this.#model;
    const { offsets, items } = this.#train;
    const packing = packSequences(lengths, maxLength, layout);
    const arrays = emptyPackedArrays(packing);
    const scoredCount = roundRows(maskCount, SCORED_STEPS);
    const scoredSlots = new Int32Array(scoredCount);
    const targetRows = new Int32Array(scoredCount);
    const weights = new Float32Array(scoredCount);
    let next = 0;
    sequences.forEach((sequence, place) => {
      const length = lengths[place]!;
      const end = offsets[sequence + 1]!;
      placeSequence(arrays, packing, place, items, end - length, end, lastPosition(this.#model, length));
      for (const at of masks[place]!.items) {
        const slot = packing.firstSlots[place]! + at;
        scoredSlots[next] = slot;
        targetRows[next] = arrays.itemRows[slot]!;
        weights[next] = 1 / batchMaskCount;
        arrays.itemRows[slot] = itemCount;
        next += 1;
      }
      if (layout === 'one-per-row') this.#placePadding(arrays, packing, place, length, masks[place]!.padding);
    });
    return {
      shape: { rowCount: packing.rowCount, scoredCount },
      positionCount: maskCount,
      inputs: { ...arrays, scoredSlots, targetRows, weights },
      sequences,
      packing,
      lengths,
      drawing,
    };
  }

  /** Padding has positions, as in the reference implementations, and masks where the settings want them. */
  #placePadding(
    arrays: PackedArrays,
    packing: Packing,
    place: number,
    length: number,
    masked: readonly number[],
  ): void {
    const paddingCount = packing.rowLength - length;
    const firstSlot = packing.firstSlots[place]! - paddingCount;
    for (let at = 0; at < paddingCount; at++) arrays.positions[firstSlot + at] = at;
    for (const at of masked) {
      placeItem(arrays, packing, place, firstSlot + at, this.#model.itemCount, at);
    }
  }
}
