/**
 * Predicting each next item: the last `maxLength` + 1 items of every training sequence, inputs and targets shifted by
 * one.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { packedSpecs } from '../network/packedTensors.ts';
import { emptyPackedArrays, packSequences, placeSequence, roundRows, SCORED_STEPS } from '../network/packing.ts';
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
      ...(this.#choosesSlots ? { scoredSlots: { shape: [scoredCount], dtype: 'int32' } } : {}),
      targetRows: { shape: [scoredCount], dtype: 'int32' },
      weights: { shape: [scoredCount], dtype: 'float32' },
      ...(negativeCount > 0 ? { negativeRows: { shape: [scoredCount, negativeCount], dtype: 'int32' } } : {}),
    };
  }

  loss(parameters: Tensors, encoded: EncodedSequences, fed: Tensors): LossTerms {
    const hidden = this.#choosesSlots ? tf.gather(encoded.hidden, fed.scoredSlots as tf.Tensor1D) : encoded.hidden;
    return { loss: nextItemLoss(this.#settings.loss, hidden, this.#model.output(parameters), fed) };
  }

  /** Rows of one sequence are mostly padding, which has no targets; packed ones have next to none of it. */
  get #choosesSlots(): boolean {
    return this.#model.layout === 'one-per-row';
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
    const positionCount = sequences.reduce((sum, sequence) => sum + this.#targetCount(sequence), 0);
    const choosesSlots = this.#choosesSlots;
    const scoredCount = choosesSlots ? roundRows(positionCount, SCORED_STEPS) : packing.rowCount * maxLength;
    const scoredSlots = new Int32Array(choosesSlots ? scoredCount : 0);
    const targetRows = new Int32Array(scoredCount);
    const weights = new Float32Array(scoredCount);
    let scored = 0;
    const score = (slot: number, item: number): void => {
      const at = choosesSlots ? scored++ : slot;
      if (choosesSlots) scoredSlots[at] = slot;
      targetRows[at] = item - 1;
      weights[at] = 1 / batchPositionCount;
    };
    sequences.forEach((sequence, place) => {
      const length = lengths[place]!;
      const end = offsets[sequence + 1]!;
      placeSequence(arrays, packing, place, items, end - 1 - length, end - 1, lastPosition(this.#model, length));
      const firstSlot = packing.firstSlots[place]!;
      for (let at = 0; at < length; at++) score(firstSlot + at, items[end - length + at]!);
      if (this.#targetCount(sequence) > length) score((place + 1) * maxLength - length - 1, items[end - length - 1]!);
    });
    return {
      shape: { rowCount: packing.rowCount, scoredCount },
      positionCount,
      inputs: {
        ...arrays,
        ...(choosesSlots ? { scoredSlots } : {}),
        ...{ targetRows, weights, ...this.#negatives(targetRows, drawing) },
      },
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
