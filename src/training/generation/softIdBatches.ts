/** Batches for training an ID generator: prompts as a recommender is trained on, and the texts and IDs of the items in them. */
import type { HostArray } from '../../engine/engine.ts';
import type { ItemTextPrompts } from '../../generation/prompts/itemTextPrompts.ts';
import type { ItemTokens } from '../../generation/trie/itemTrie.ts';
import { roundRows } from '../../network/packing.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import type { GenerationBatches, GenerationPart } from './generationBatches.ts';
import { bucketLength } from './lengthBuckets.ts';
import type { SoftIdShape } from './softIdLoss.ts';

export interface SoftIdBatch {
  readonly shape: SoftIdShape;
  readonly inputs: Readonly<Record<string, HostArray>>;
  readonly scoredCount: number;
  readonly drawing: number;
}

/** Numbers of items, and lengths, to a doubling: every one is another graph to compile. */
const STEPS_PER_OCTAVE = 2;
/** Room for tokens of IDs above their expected number. */
const TOKEN_ROOM = 1.2;

export class SoftIdBatches {
  readonly #batches: GenerationBatches;
  readonly #texts: ItemTextPrompts;
  readonly #ids: ItemTokens;
  readonly #tokens: Pick<T5Shape, 'padToken' | 'startToken'>;
  readonly #textLength: number;
  /** Tokens of the longest ID. */
  readonly #idLength: number;
  readonly #meanIdLength: number;

  /**
   * @param batches In one part each, of prompts with these IDs.
   * @param ids Of the items, as the prompts write them.
   * @param tokens Of the generator.
   */
  constructor(
    batches: GenerationBatches,
    texts: ItemTextPrompts,
    ids: ItemTokens,
    tokens: Pick<T5Shape, 'padToken' | 'startToken'>,
  ) {
    this.#batches = batches;
    this.#texts = texts;
    this.#ids = ids;
    this.#tokens = tokens;
    this.#textLength = bucketLength(texts.maxLength, STEPS_PER_OCTAVE);
    const itemCount = ids.offsets.length - 2;
    this.#meanIdLength = ids.tokens.length / Math.max(1, itemCount);
    this.#idLength = 1;
    for (let item = 1; item <= itemCount; item++) this.#idLength = Math.max(this.#idLength, this.#idOf(item).length);
  }

  get batchesPerEpoch(): number {
    return this.#batches.batchesPerEpoch;
  }

  /** @param epoch from 0; @param index from 0 within the epoch */
  batch(epoch: number, index: number): SoftIdBatch {
    const [part] = this.#batches.parts(epoch, index);
    return this.#withItems(part!);
  }

  #withItems({ shape: prompts, inputs, writtenItems, scoredCount, drawing }: GenerationPart): SoftIdBatch {
    /** Place among the items of the batch, in the order of their first appearance. */
    const rows = new Map<number, number>();
    for (const { item } of writtenItems) if (!rows.has(item)) rows.set(item, rows.size);
    const itemCount = roundRows(Math.max(1, rows.size), STEPS_PER_OCTAVE);
    const textTokens = new Int32Array(itemCount * this.#textLength).fill(this.#tokens.padToken);
    const textMask = new Float32Array(itemCount * this.#textLength);
    const idTokens = new Int32Array(itemCount * this.#idLength).fill(this.#tokens.padToken);
    const places: number[] = [];
    /** First token of each item's ID among all tokens of IDs. */
    const firsts = new Map<number, number>();
    for (const [item, row] of rows) {
      const text = this.#texts.of(item);
      textTokens.set(text, row * this.#textLength);
      textMask.fill(1, row * this.#textLength, row * this.#textLength + text.length);
      const id = this.#idOf(item);
      const first = row * this.#idLength;
      idTokens[first] = this.#tokens.startToken;
      idTokens.set(id.subarray(0, id.length - 1), first + 1);
      firsts.set(item, places.length);
      for (let at = 0; at < id.length; at++) places.push(first + at);
    }
    const idPlaces = new Int32Array(this.#room(itemCount, places.length));
    idPlaces.set(places);
    const softTokens = new Int32Array(prompts.rowCount * prompts.inputLength);
    const isSoft = new Float32Array(softTokens.length);
    for (const { item, place } of writtenItems) {
      const { length } = this.#idOf(item);
      for (let at = 0; at < length; at++) softTokens[place + at] = firsts.get(item)! + at;
      isSoft.fill(1, place, place + length);
    }
    const { length: idTokenCount } = idPlaces;
    return {
      shape: { prompts, itemCount, textLength: this.#textLength, idLength: this.#idLength, idTokenCount },
      inputs: { ...inputs, textTokens, textMask, idTokens, idPlaces, softTokens, isSoft },
      scoredCount,
      drawing,
    };
  }

  #idOf(item: number): Uint32Array {
    return this.#ids.tokens.subarray(this.#ids.offsets[item], this.#ids.offsets[item + 1]);
  }

  /** For about as many tokens as are expected of so many items, or for all there could be: two graphs at most. */
  #room(itemCount: number, needed: number): number {
    const most = itemCount * this.#idLength;
    const usual = Math.min(most, Math.ceil(itemCount * this.#meanIdLength * TOKEN_ROOM));
    return needed <= usual ? usual : most;
  }
}
