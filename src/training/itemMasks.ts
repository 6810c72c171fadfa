/** Which items of a training sequence are masked: a function of the seed, the part of a batch and the place in it. */
import { fillRandomWords } from './philox.ts';
import { STREAMS } from './streams.ts';

export interface MaskSettings {
  /** Chance of each item to be masked. */
  readonly maskProbability: number;
  /** Share of the sequences of which the last item is masked and no other, as when a recommendation is asked for. */
  readonly lastItemShare: number;
  /** What becomes of a sequence that chance leaves without a mask: one of its items gets one, or it teaches nothing. */
  readonly withoutMask: 'mask-one' | 'leave';
  /** `masked`: padding is replaced by masks with the same chance, and these are seen, as in the ECIR 2026 release. */
  readonly padding: 'plain' | 'masked';
  readonly maskSeed: number;
}

/** Masked places, ascending from 0. */
export interface SequenceMasks {
  /** Among the items. */
  readonly items: readonly number[];
  /** Among the padding before them. */
  readonly padding: readonly number[];
}

/** Words before those of a sequence's slots: one for `lastItemShare`, one for `mask-one`. */
const HEAD = 2;
const WORDS = 2 ** 32;

/** @param lengths Items of each sequence, at most `rowLength`. */
export function drawItemMasks(
  { maskProbability, lastItemShare, withoutMask, padding, maskSeed }: MaskSettings,
  rowLength: number,
  lengths: Uint32Array,
  drawing: number,
): SequenceMasks[] {
  const perSequence = HEAD + rowLength;
  const words = new Uint32Array(lengths.length * perSequence);
  fillRandomWords({ seed: maskSeed, stream: STREAMS.masks }, drawing, words);
  return Array.from(lengths, (length, index) => {
    const [forLast, forOne, ...slots] = words.subarray(index * perSequence, (index + 1) * perSequence);
    const chosen = (from: number, to: number): number[] =>
      slots.slice(from, to).flatMap((word, at) => (word < maskProbability * WORDS ? [at] : []));
    const inPadding = padding === 'masked' ? chosen(length, rowLength) : [];
    if (forLast! < lastItemShare * WORDS) return { items: [length - 1], padding: inPadding };
    const items = chosen(0, length);
    if (items.length === 0 && withoutMask === 'mask-one') items.push(Math.floor((forOne! * length) / WORDS));
    return { items, padding: inPadding };
  });
}
