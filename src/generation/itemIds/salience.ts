/**
 * Which words of a text say most about it (TF-IDF). Words of one text alone are rare beyond use: nothing learnt of them
 * helps another item; they, and numbers, come last and only tell texts apart.
 */
import type { IdWish } from './distinctIds.ts';
import { hasLetter, type WordBags } from './words.ts';

/**
 * `general-first`: words of many texts come first, so that beams settle the rough before the fine; `text`: as they come
 * in the text.
 */
export type WordOrder = 'general-first' | 'text';

/**
 * The `most` most salient of the words that a bag shares with others, or its best word where it shares none; all its other
 * words tell it apart. Empty where the bag is.
 */
export function salientWish(bags: WordBags, bag: number, most: number, order: WordOrder): IdWish {
  const ranked = rankedWords(bags, bag);
  const sharedCount = ranked.filter(({ rank }) => rank === Rank.shared).length;
  const chosen = ranked.slice(0, Math.min(most, Math.max(1, sharedCount)));
  chosen.sort((a, b) => (order === 'text' ? 0 : b.bagCount - a.bagCount) || a.place - b.place);
  const text = (words: readonly RankedWord[]): string[] => words.map(({ word }) => word);
  return { words: text(chosen), reserve: text(ranked.slice(chosen.length)) };
}

const Rank = { shared: 0, own: 1, number: 2 } as const;

interface RankedWord {
  readonly word: string;
  /** Order of first appearance. */
  readonly place: number;
  readonly bagCount: number;
  readonly rank: number;
  readonly salience: number;
}

/** Salience: (1 + ln count) * (1 + ln(bags / bags with the word)); of equal ones what comes first in the text. */
function rankedWords({ vocabulary, offsets, words, counts, bagCounts }: WordBags, bag: number): RankedWord[] {
  const ranked: RankedWord[] = [];
  for (let place = offsets[bag]!; place < offsets[bag + 1]!; place++) {
    const word = vocabulary[words[place]!]!;
    const bagCount = bagCounts[words[place]!]!;
    const salience = (1 + Math.log(counts[place]!)) * (1 + Math.log((offsets.length - 1) / bagCount));
    const rank = !hasLetter(word) ? Rank.number : bagCount === 1 ? Rank.own : Rank.shared;
    ranked.push({ word, place, bagCount, rank, salience });
  }
  return ranked.sort((a, b) => a.rank - b.rank || b.salience - a.salience || a.place - b.place);
}
