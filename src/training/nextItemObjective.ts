/**
 * Predicting each next item: the last `maxLength` + 1 items of every training sequence, inputs and targets shifted by
 * one.
 */
import type { Tensors, TensorSpec } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { packedSpecs } from '../network/packedTensors.ts';
import { emptyPackedArrays, packSequences, placeSequence } from '../network/packing.ts';
import { type EncodedSequences, lastPosition, type SequentialModel } from '../network/sequentialModel.ts';
import type { Sequences } from '../split/split.ts';
import { negativesPerPosition, nextItemLoss, type NextItemLossSettings } from './losses/nextItemLoss.ts';
import type { BatchPart, LossTerms, PartShape, TrainingObjective } from './objective.ts';
import type { Negatives } from './drawing/randomArray.ts';
import { type BatchSettings, type PartOfBatch, SequenceBatches } from './sequenceBatches.ts';
import { STREAMS } from './streams.ts';

export interface NextItemSettings extends BatchSettings {
  readonly loss: NextItemLossSettings;
  /** `predicted`: the first item of a history is a target too, predicted from the padding before it, if there is any. */
  readonly firstItem?: 'given' | 'predicted';
}

export function nextItemObjective(
  model: SequentialModel,
  train: Sequences,
  settings: NextItemSettings,
): TrainingObjective {
  return new NextItemObjective(model, train, settings);
}

class NextItemObjective implements TrainingObjective {
  readonly batchesPerEpoch: number;
  readonly #model: SequentialModel;
  readonly #train: Sequences;
  readonly #settings: NextItemSettings;
  readonly #batches: SequenceBatches;

  constructor(model: SequentialModel, train: Sequences, settings: NextItemSettings) {
    this.#model = model;
    this.#train = train;
    this.#settings = settings;
    if (negativesPerPosition(settings.loss) > 0 && model.itemCount < 2) {
      throw new UserError('The catalogue has one item, and no other to draw as a negative; set loss: ce.');
    }
    // Those with at least one target, and one input unless that is padding.
    const shortest = settings.firstItem === 'predicted' ? 1 : 2;
    const usable = train.users
      .map((_, index) => index)
      .filter((index) => train.offsets[index + 1]! - train.offsets[index]! >= shortest);
    this.#batches = new SequenceBatches(usable, settings);
    this.batchesPerEpoch = this.#batches.batchesPerEpoch;
  }

  inputs({ rowCount, scoredCount }: PartShape): Record<string, TensorSpec> {
    const negativeCount = negativesPerPosition(this.#settings.loss);
    return {
      ...packedSpecs(rowCount, this.#model.maxLength),
      targetRows: { shape: [scoredCount], dtype: 'int32' },
      weights: { shape: [scoredCount], dtype: 'float32' },
      ...(negativeCount > 0 ? { negativeRows: { shape: [scoredCount, negativeCount], dtype: 'int32' } } : {}),
    };
  }

  loss(parameters: Tensors, { hidden }: EncodedSequences, fed: Tensors): LossTerms {
    return { loss: nextItemLoss(this.#settings.loss, hidden, this.#model.output(parameters), fed) };
  }

  batch(epoch: number, index: number): BatchPart[] {
    const parts = this.#batches.parts(epoch, index);
    const positionCount = parts.reduce(
      (sum, { sequences }) => sequences.reduce((inPart, sequence) => inPart + this.#targetCount(sequence), sum),
      0,
    );
    return parts.map((part) => this.#part(part, positionCount));
  }

  /** Inputs that a sequence has. */
  #length(sequence: number): number {
    const { offsets } = this.#train;
    return Math.min(offsets[sequence + 1]! - offsets[sequence]! - 1, this.#model.maxLength);
  }

  #targetCount(sequence: number): number {
    const length = this.#length(sequence);
    return length + Number(this.#settings.firstItem === 'predicted' && length < this.#model.maxLength);
  }

  #part({ sequences, drawing }: PartOfBatch, batchPositionCount: number): BatchPart {
    const { maxLength, layout } = this.#model;
    const { offsets, items } = this.#train;
    const lengths = sequences.map((sequence) => this.#length(sequence));
    const packing = packSequences(lengths, maxLength, layout);
    const arrays = emptyPackedArrays(packing);
    const slotCount = packing.rowCount * maxLength;
    const targetRows = new Int32Array(slotCount);
    const weights = new Float32Array(slotCount);
    sequences.forEach((sequence, place) => {
      const length = lengths[place]!;
      const end = offsets[sequence + 1]!;
      placeSequence(arrays, packing, place, items, end - 1 - length, end - 1, lastPosition(this.#model, length));
      const firstSlot = packing.firstSlots[place]!;
      for (let at = 0; at < length; at++) {
        targetRows[firstSlot + at] = items[end - length + at]! - 1;
        weights[firstSlot + at] = 1 / batchPositionCount;
      }
      if (this.#targetCount(sequence) > length) {
        const slotBefore = (place + 1) * maxLength - length - 1;
        targetRows[slotBefore] = items[end - length - 1]! - 1;
        weights[slotBefore] = 1 / batchPositionCount;
      }
    });
    return {
      shape: { rowCount: packing.rowCount, scoredCount: slotCount },
      positionCount: sequences.reduce((sum, sequence) => sum + this.#targetCount(sequence), 0),
      inputs: { ...arrays, targetRows, weights, ...this.#negatives(targetRows, drawing) },
      sequences,
      packing,
      lengths,
      drawing,
    };
  }

  #negatives(targetRows: Int32Array, step: number): Record<string, Negatives> {
    const perTarget = negativesPerPosition(this.#settings.loss);
    if (perTarget === 0) return {};
    const source = { seed: this.#settings.seed, stream: STREAMS.negatives };
    const { itemCount } = this.#model;
    return { negativeRows: { kind: 'negatives', source, step, targetRows, perTarget, itemCount } };
  }
}
