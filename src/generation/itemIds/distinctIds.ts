/**
 * Makes IDs unique. Items are taken by number, which is the order of a hash of their original ids, so that the outcome
 * does not depend on how a file is sorted. The first to ask for an ID has it; a later one appends one further word of its
 * own, the first that makes its ID free, and where none does, the least number from 2 on that does. Where several IDs were
 * written for an item, the others are tried first, best first.
 */

export interface IdWish {
  /** What the ID should be; at least one word. */
  readonly words: readonly string[];
  /** What it may be as well, best first. */
  readonly others?: readonly (readonly string[])[];
  /** Words of which one may be appended, best first. */
  readonly reserve: readonly string[];
}

/** What makes two IDs the same: their text, or what a tokenizer makes of it. */
export type IdKey = (id: string) => string;

export interface DistinctIds {
  /** One per wish. */
  readonly ids: readonly string[];
  /** Wishes that were taken already: another one was granted, or the first with a further word, or with a number. */
  readonly solvedByOthers: number;
  readonly solvedByWords: number;
  readonly solvedByNumbers: number;
}

export function distinctIds(wishes: Iterable<IdWish>, keyOf: IdKey): DistinctIds {
  const taken = new Set<string>();
  /** Next number to try, by the ID it is appended to: a thousand equal items take a thousand steps, not half a million. */
  const nextNumber = new Map<string, number>();
  const take = (id: string): boolean => {
    const key = keyOf(id);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
  const ids: string[] = [];
  let solvedByOthers = 0;
  let solvedByWords = 0;
  let solvedByNumbers = 0;
  for (const { words, others = [], reserve } of wishes) {
    const wished = words.join(' ');
    const alternatives = others.map((other) => other.join(' '));
    const free = [wished, ...alternatives, ...reserve.map((word) => `${wished} ${word}`)].find(take);
    if (free !== undefined) {
      if (alternatives.includes(free)) solvedByOthers++;
      else if (free !== wished) solvedByWords++;
      ids.push(free);
      continue;
    }
    let number = nextNumber.get(wished) ?? 2;
    while (!take(`${wished} ${number}`)) number++;
    nextNumber.set(wished, number + 1);
    solvedByNumbers++;
    ids.push(`${wished} ${number}`);
  }
  return { ids, solvedByOthers, solvedByWords, solvedByNumbers };
}
