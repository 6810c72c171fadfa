/**
 * Batches of samples of like length, so that little padding is computed and few graphs are compiled. Every epoch deals the
 * samples out anew: each goes to its bucket in random order, a full bucket is a batch, what is left over at the end makes
 * batches of mixed lengths, and the batches come in random order. A function of (seed, epoch) alone.
 */
import { roundRows } from '../../network/packing.ts';
import { randomPermutation } from '../randomFill.ts';
import { STREAMS } from '../streams.ts';

/** Lengths are multiples of this: a row of numbers fills whole registers. */
const QUANTUM = 8;

/** The next length that batches may have: a multiple of 8, and so many to a doubling. */
export function bucketLength(length: number, stepsPerOctave: number): number {
  return QUANTUM * roundRows(Math.ceil(length / QUANTUM), stepsPerOctave);
}

export interface BucketSettings {
  readonly batchSize: number;
  readonly stepsPerOctave: number;
  readonly seed: number;
}

export interface BucketBatch {
  /** Indexes of samples; of the last ones fewer than the batch size. */
  readonly samples: Uint32Array;
  /** Of the longest of them, rounded up. */
  readonly length: number;
}

export class LengthBuckets {
  readonly batchesPerEpoch: number;
  /** Of each sample, rounded up. */
  readonly #lengths: Uint32Array;
  readonly #settings: BucketSettings;
  #dealt: { readonly epoch: number; readonly batches: readonly BucketBatch[] } | null = null;

  /** @param lengths Of the samples' inputs in tokens. */
  constructor(lengths: Uint32Array, settings: BucketSettings) {
    this.#lengths = lengths.map((length) => bucketLength(length, settings.stepsPerOctave));
    this.#settings = settings;
    this.batchesPerEpoch = this.#deal(0).length;
  }

  /** @param epoch from 0; @param index from 0 within the epoch */
  batch(epoch: number, index: number): BucketBatch {
    if (this.#dealt?.epoch !== epoch) this.#dealt = { epoch, batches: this.#deal(epoch) };
    return this.#dealt.batches[index]!;
  }

  #deal(epoch: number): BucketBatch[] {
    const { batchSize, seed } = this.#settings;
    const order = randomPermutation({ seed, stream: STREAMS.epochOrder }, epoch, this.#lengths.length);
    const buckets = new Map<number, number[]>();
    const batches: BucketBatch[] = [];
    for (const sample of order) {
      const length = this.#lengths[sample]!;
      const bucket = buckets.get(length) ?? [];
      bucket.push(sample);
      buckets.set(length, bucket);
      if (bucket.length < batchSize) continue;
      batches.push({ samples: Uint32Array.from(bucket), length });
      buckets.delete(length);
    }
    // The longest first, so that a batch of leftovers holds like lengths, too.
    const left = [...buckets].sort(([a], [b]) => b - a).flatMap(([, bucket]) => bucket);
    for (let from = 0; from < left.length; from += batchSize) {
      const samples = Uint32Array.from(left.slice(from, from + batchSize));
      batches.push({ samples, length: this.#lengths[samples[0]!]! });
    }
    const places = randomPermutation({ seed, stream: STREAMS.batchOrder }, epoch, batches.length);
    return Array.from(places, (place) => batches[place]!);
  }
}
