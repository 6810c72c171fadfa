/** Texts as bags of words, in flat arrays: what TF-IDF needs of a million items without a million maps. */

export interface WordBags {
  /** Each distinct word once, in the order of its first appearance. */
  readonly vocabulary: readonly string[];
  /** Words of bag b are places `offsets[b]` to `offsets[b + 1]`, each once, in the order of their first appearance. */
  readonly offsets: Uint32Array;
  /** Places in the vocabulary. */
  readonly words: Uint32Array;
  /** How often a word occurs in its bag. */
  readonly counts: Uint32Array;
  /** Bags that a word occurs in, by place in the vocabulary. */
  readonly bagCounts: Uint32Array;
}

const NO_WORDS: readonly string[] = [];

/**
 * Runs of letters and digits in lower case. Apostrophes vanish, so that "Burt's" is one word, also where a shop's page left
 * them as "&#39;"; other such remains of HTML part words.
 */
export function wordsOf(text: string): readonly string[] {
  const plain = text.replace(/['’]|&(?:#0*39|#x27|apos);/giu, '').replace(/&(?:#\d+|#x[\da-f]+|[a-z]+);/giu, ' ');
  return (
    plain
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? NO_WORDS
  );
}

export function hasLetter(word: string): boolean {
  return /\p{L}/u.test(word);
}

/** @param texts What each bag is filled from, one call per bag. */
export function bagWords(bagCount: number, texts: (bag: number) => Iterable<string>): WordBags {
  const places = new Map<string, number>();
  const offsets = new Uint32Array(bagCount + 1);
  const words: number[] = [];
  const counts: number[] = [];
  for (let bag = 0; bag < bagCount; bag++) {
    const own = new Map<number, number>();
    for (const text of texts(bag)) {
      for (const word of wordsOf(text)) {
        let place = places.get(word);
        if (place === undefined) places.set(word, (place = places.size));
        own.set(place, (own.get(place) ?? 0) + 1);
      }
    }
    words.push(...own.keys());
    counts.push(...own.values());
    offsets[bag + 1] = words.length;
  }
  const bagCounts = new Uint32Array(places.size);
  for (const word of words) bagCounts[word]!++;
  return {
    vocabulary: [...places.keys()],
    offsets,
    words: Uint32Array.from(words),
    counts: Uint32Array.from(counts),
    bagCounts,
  };
}
