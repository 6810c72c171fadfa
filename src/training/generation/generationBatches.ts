/** Training batches of a generating recommender: prompts in, IDs of the next items out, as the arrays that a step is fed. */
import type { HostArray } from '../../engine/engine.ts';
import type { PromptSource } from '../../generation/prompts/promptSource.ts';
import type { ItemTokens } from '../../generation/trie/itemTrie.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { fillUniformIntegers } from '../randomFill.ts';
import { STREAMS } from '../streams.ts';
import { LengthBuckets } from './lengthBuckets.ts';
import type { GenerationShape } from './t5Loss.ts';
import type { TargetSamples } from './targetSamples.ts';

export interface GenerationBatchSettings {
  readonly batchSize: number;
  /** Parts that a batch is computed in, to need less memory; the result is that of the whole. */
  readonly batchParts: number;
  /** `ignored`: padding behind an ID is no target; `counted`: it is, as in IDGenRec's release. */
  readonly labelPads: 'ignored' | 'counted';
  readonly seed: number;
}

/** An item whose ID stands in the inputs. */
export interface WrittenItem {
  readonly item: number;
  /** Of the ID's first token among all of `inputTokens`. */
  readonly place: number;
}

export interface GenerationPart {
  readonly shape: GenerationShape;
  readonly inputs: Readonly<Record<string, HostArray>>;
  readonly writtenItems: readonly WrittenItem[];
  /** Tokens that the loss is taken over. */
  readonly scoredCount: number;
  /** Number of this part among all parts of all steps. */
  readonly drawing: number;
}

/** Lengths of inputs to a doubling: every one is another graph to compile. */
const LENGTH_STEPS = 4;
/** Room for scored tokens above their expected number, which all but a few batches keep within. */
const SCORED_ROOM = 1.1;

export class GenerationBatches {
  readonly batchesPerEpoch: number;
  readonly #samples: TargetSamples;
  readonly #prompts: PromptSource;
  readonly #targets: ItemTokens;
  readonly #tokens: Pick<T5Shape, 'padToken' | 'startToken' | 'endToken'>;
  readonly #settings: GenerationBatchSettings;
  readonly #buckets: LengthBuckets;
  /** Places of a target in the decoder: the longest ID and its end token. */
  readonly #targetLength: number;
  readonly #meanTargetLength: number;
  #templates: { readonly epoch: number; readonly chosen: Int32Array } | null = null;

  constructor(
    samples: TargetSamples,
    prompts: PromptSource,
    targets: ItemTokens,
    tokens: Pick<T5Shape, 'padToken' | 'startToken' | 'endToken'>,
    settings: GenerationBatchSettings,
  ) {
    this.#samples = samples;
    this.#prompts = prompts;
    this.#targets = targets;
    this.#tokens = tokens;
    this.#settings = settings;
    const { users, firstRows, targetRows, items } = samples;
    const lengths = users.map((user, sample) => prompts.length(user, items, firstRows[sample]!, targetRows[sample]!));
    this.#buckets = new LengthBuckets(lengths, { ...settings, stepsPerOctave: LENGTH_STEPS });
    this.batchesPerEpoch = this.#buckets.batchesPerEpoch;
    const targetLengths = targetRows.map((row) => this.#lengthOf(items[row]!));
    this.#targetLength = targetLengths.reduce((most, length) => Math.max(most, length), 0);
    this.#meanTargetLength = targetLengths.reduce((sum, length) => sum + length, 0) / Math.max(1, targetLengths.length);
  }

  /** @param epoch from 0; @param index from 0 within the epoch */
  parts(epoch: number, index: number): GenerationPart[] {
    const { batchSize, batchParts, labelPads } = this.#settings;
    const { samples, length } = this.#buckets.batch(epoch, index);
    const rowCount = Math.ceil(batchSize / batchParts);
    const targetLengths = samples.map((sample) => this.#lengthOf(this.#target(sample)));
    const longest = targetLengths.reduce((most, own) => Math.max(most, own), 0);
    const scoredOf = (own: number): number => (labelPads === 'counted' ? longest : own);
    const scoredCount = targetLengths.reduce((sum, own) => sum + scoredOf(own), 0);
    const templates = this.#templatesOf(epoch);
    const partCount = Math.ceil(samples.length / rowCount);
    return Array.from({ length: partCount }, (_, part) => {
      const own = samples.subarray(part * rowCount, (part + 1) * rowCount);
      const drawing = (epoch * this.batchesPerEpoch + index) * batchParts + part;
      return this.#part(own, rowCount, length, templates, scoredOf, scoredCount, drawing);
    });
  }

  #part(
    samples: Uint32Array,
    rowCount: number,
    inputLength: number,
    templates: Int32Array,
    scoredOf: (length: number) => number,
    batchScoredCount: number,
    drawing: number,
  ): GenerationPart {
    const { users, firstRows, targetRows, items } = this.#samples;
    const { padToken, startToken, endToken } = this.#tokens;
    const { offsets, tokens } = this.#targets;
    const targetLength = this.#targetLength;
    const inputTokens = new Int32Array(rowCount * inputLength).fill(padToken);
    const mask = new Float32Array(rowCount * inputLength);
    const targetTokens = new Int32Array(rowCount * targetLength).fill(padToken);
    const scored: { place: number; token: number }[] = [];
    const writtenItems: WrittenItem[] = [];
    samples.forEach((sample, row) => {
      const from = row * inputLength;
      const to = this.#prompts.write(
        templates[sample]!,
        users[sample]!,
        items,
        firstRows[sample]!,
        targetRows[sample]!,
        inputTokens,
        from,
        (item, place) => writtenItems.push({ item, place }),
      );
      mask.fill(1, from, to);
      const item = this.#target(sample);
      const id = tokens.subarray(offsets[item], offsets[item + 1]);
      const first = row * targetLength;
      targetTokens[first] = startToken;
      targetTokens.set(id.subarray(0, targetLength - 1), first + 1);
      for (let at = 0; at < scoredOf(id.length + 1); at++) {
        scored.push({ place: first + at, token: at < id.length ? id[at]! : at === id.length ? endToken : padToken });
      }
    });
    const capacity = this.#scoredCapacity(rowCount, scored.length);
    const fill = (value: (entry: (typeof scored)[number]) => number): Int32Array => {
      const array = new Int32Array(capacity);
      scored.forEach((entry, index) => (array[index] = value(entry)));
      return array;
    };
    return {
      shape: { rowCount, inputLength, targetLength, scoredCount: capacity },
      inputs: {
        inputTokens,
        mask,
        targetTokens,
        scoredPlaces: fill(({ place }) => place),
        scoredTokens: fill(({ token }) => token),
        weights: new Float32Array(capacity).fill(1 / batchScoredCount, 0, scored.length),
      },
      writtenItems,
      scoredCount: scored.length,
      drawing,
    };
  }

  #target(sample: number): number {
    return this.#samples.items[this.#samples.targetRows[sample]!]!;
  }

  /** Tokens of an ID, its end token included. */
  #lengthOf(item: number): number {
    return this.#targets.offsets[item + 1]! - this.#targets.offsets[item]! + 1;
  }

  /** Room for about as many as are expected, or for all there could be: two graphs at most. */
  #scoredCapacity(rowCount: number, needed: number): number {
    const most = rowCount * this.#targetLength;
    const usual = Math.min(most, 16 * Math.ceil((rowCount * this.#meanTargetLength * SCORED_ROOM) / 16));
    return needed <= usual ? usual : most;
  }

  /** The template of every sample in an epoch. */
  #templatesOf(epoch: number): Int32Array {
    if (this.#templates?.epoch !== epoch) {
      const chosen = new Int32Array(this.#samples.users.length);
      const source = { seed: this.#settings.seed, stream: STREAMS.templates };
      fillUniformIntegers(source, epoch, this.#prompts.templateCount, chosen);
      this.#templates = { epoch, chosen };
    }
    return this.#templates.chosen;
  }
}
