/**
 * Training batches for models that predict each next item: the last `maxLength` + 1 items of every training sequence,
 * inputs and targets shifted by one. Batch b of epoch e is a function of (seed, e, b) alone.
 */
import type { HostArray } from '../engine/engine.ts';
import { maskInput } from '../network/dropout.ts';
import { emptyPackedArrays, packSequences, type Packing, placeSequence } from '../network/packing.ts';
import { lastPosition, type SequentialModel } from '../network/sequentialModel.ts';
import type { Sequences } from '../split/split.ts';
import { fillDropoutMask } from './philox.ts';
import { fillUniformIntegers, randomPermutation } from './randomFill.ts';
import { STREAMS } from './streams.ts';

export interface BatchSettings {
  /** Sequences per step. */
  readonly batchSize: number;
  /** Parts that a batch is computed in, to need less memory; the result is that of the whole. */
  readonly parts: number;
  readonly dropout: number;
  /** Negatives per position; 0 for losses over the whole catalogue. */
  readonly negativeCount: number;
  readonly seed: number;
}

export interface NextItemBatch {
  readonly rowCount: number;
  readonly inputs: Readonly<Record<string, HostArray>>;
  /** Positions that have a target. */
  readonly positionCount: number;
}

/** The parts of one batch; their losses add up to the mean loss of its positions. */
export type BatchParts = readonly NextItemBatch[];

export class NextItemBatches {
  readonly batchesPerEpoch: number;
  readonly #model: SequentialModel;
  readonly #train: Sequences;
  readonly #settings: BatchSettings;
  /** Sequences with at least one input and one target. */
  readonly #usable: Uint32Array;
  /** Masks are large; those of the step before are written over. By part of the batch and dropout site. */
  readonly #masksOfPart = new Map<string, Float32Array>();
  #order: { epoch: number; sequences: Uint32Array } | null = null;

  constructor(model: SequentialModel, train: Sequences, settings: BatchSettings) {
    this.#model = model;
    this.#train = train;
    this.#settings = settings;
    this.#usable = train.users
      .map((_, index) => index)
      .filter((index) => train.offsets[index + 1]! - train.offsets[index]! >= 2);
    this.batchesPerEpoch = Math.ceil(this.#usable.length / settings.batchSize);
  }

  /**
   * The masks are valid until the next call.
   * @param epoch from 0; @param index from 0 within the epoch
   */
  batch(epoch: number, index: number): BatchParts {
    const { batchSize, parts } = this.#settings;
    const sequences = this.#epochOrder(epoch).subarray(index * batchSize, (index + 1) * batchSize);
    const positionCount = sequences.reduce((sum, sequence) => sum + this.#length(sequence), 0);
    const step = epoch * this.batchesPerEpoch + index;
    const size = Math.ceil(sequences.length / parts);
    return Array.from({ length: Math.ceil(sequences.length / size) }, (_, part) =>
      this.#part(sequences.subarray(part * size, (part + 1) * size), positionCount, step * parts + part),
    );
  }

  /** Inputs that a sequence has. */
  #length(sequence: number): number {
    const { offsets } = this.#train;
    return Math.min(offsets[sequence + 1]! - offsets[sequence]! - 1, this.#model.maxLength);
  }

  #part(sequences: Uint32Array, batchPositionCount: number, drawing: number): NextItemBatch {
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
    });
    return {
      rowCount: packing.rowCount,
      positionCount: lengths.reduce((sum, length) => sum + length, 0),
      inputs: {
        ...arrays,
        targetRows,
        weights,
        ...this.#masks(packing, drawing),
        ...this.#negatives(targetRows, drawing),
      },
    };
  }

  #masks({ rowCount, rowLength }: Packing, drawing: number): Record<string, HostArray> {
    const { dropout, seed } = this.#settings;
    if (dropout === 0) return {};
    return Object.fromEntries(
      this.#model.dropoutSites(rowCount, rowLength).map(({ site, shape }, index) => {
        const mask = this.#mask(
          `${drawing % this.#settings.parts}/${site}`,
          shape.reduce((product, size) => product * size, 1),
        );
        fillDropoutMask({ seed, stream: STREAMS.dropout + index }, drawing, dropout, mask);
        return [maskInput(site), mask];
      }),
    );
  }

  #mask(key: string, length: number): Float32Array {
    const known = this.#masksOfPart.get(key);
    if (known !== undefined && known.length >= length) return known.subarray(0, length);
    const mask = new Float32Array(length);
    this.#masksOfPart.set(key, mask);
    return mask;
  }

  /** Uniform over the items other than the target: one fewer is drawn, and those from the target on move up. */
  #negatives(targetRows: Int32Array, drawing: number): Record<string, HostArray> {
    const { negativeCount, seed } = this.#settings;
    if (negativeCount === 0) return {};
    const negatives = new Int32Array(targetRows.length * negativeCount);
    fillUniformIntegers({ seed, stream: STREAMS.negatives }, drawing, this.#model.itemCount - 1, negatives);
    for (let index = 0; index < negatives.length; index++) {
      const target = targetRows[Math.floor(index / negativeCount)]!;
      if (negatives[index]! >= target) negatives[index]! += 1;
    }
    return { negativeRows: negatives };
  }

  #epochOrder(epoch: number): Uint32Array {
    if (this.#order?.epoch === epoch) return this.#order.sequences;
    const permutation = randomPermutation(
      { seed: this.#settings.seed, stream: STREAMS.epochOrder },
      epoch,
      this.#usable.length,
    );
    const sequences = permutation.map((place) => this.#usable[place]!);
    this.#order = { epoch, sequences };
    return sequences;
  }
}
