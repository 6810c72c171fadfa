/** Which training sequences make up a batch, and in which parts it is computed: every epoch in another order. */
import { randomPermutation } from './randomFill.ts';
import { STREAMS } from './streams.ts';

export interface BatchSettings {
  /** Sequences per step. */
  readonly batchSize: number;
  /** Parts that a batch is computed in, to need less memory; the result is that of the whole. */
  readonly batchParts: number;
  readonly seed: number;
}

export interface PartOfBatch {
  /** Indexes into the training sequences. */
  readonly sequences: Uint32Array;
  /** Number of this part among all parts of all steps. */
  readonly drawing: number;
}

export class SequenceBatches {
  readonly batchesPerEpoch: number;
  /** Indexes of the training sequences to train on. */
  readonly #usable: Uint32Array;
  readonly #settings: BatchSettings;
  #order: { epoch: number; sequences: Uint32Array } | null = null;

  constructor(usable: Uint32Array, settings: BatchSettings) {
    this.#usable = usable;
    this.#settings = settings;
    this.batchesPerEpoch = Math.ceil(usable.length / settings.batchSize);
  }

  /** @param epoch from 0; @param index from 0 within the epoch */
  parts(epoch: number, index: number): PartOfBatch[] {
    const { batchSize, batchParts } = this.#settings;
    const sequences = this.#epochOrder(epoch).subarray(index * batchSize, (index + 1) * batchSize);
    const step = epoch * this.batchesPerEpoch + index;
    const size = Math.ceil(sequences.length / batchParts);
    return Array.from({ length: Math.ceil(sequences.length / size) }, (_, part) => ({
      sequences: sequences.subarray(part * size, (part + 1) * size),
      drawing: step * batchParts + part,
    }));
  }

  #epochOrder(epoch: number): Uint32Array {
    if (this.#order?.epoch === epoch) return this.#order.sequences;
    const source = { seed: this.#settings.seed, stream: STREAMS.epochOrder };
    const permutation = randomPermutation(source, epoch, this.#usable.length);
    const sequences = permutation.map((place) => this.#usable[place]!);
    this.#order = { epoch, sequences };
    return sequences;
  }
}
