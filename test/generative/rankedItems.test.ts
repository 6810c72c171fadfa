/** Items in the order of what was written, and what a looser matching makes of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterSetMatches, mismatchedShare } from '../../src/generation/itemIds/characterSets.ts';
import { buildTrie } from '../../src/generation/trie/buildTrie.ts';
import { matchedItems, rankedItems } from '../../src/generative/rankedItems.ts';

describe('written items', () => {
  it('come best first, of equal scores the lower number first', () => {
    const trie = buildTrie({ offsets: Uint32Array.of(0, 0, 1, 2, 3), tokens: Uint32Array.of(9, 7, 8) });
    const nodes = Uint32Array.of(trie.nodes[3]!, trie.nodes[2]!, trie.nodes[1]!, 0);
    const scores = Float32Array.of(-1, -2, -1, 0);
    const results = { count: 3, nodes, scores, tokens: new Uint32Array(0), lengths: new Uint32Array(0) };
    expect(rankedItems(results, trie)).toEqual({ items: [1, 3, 2], scores: [-1, -1, -2] });
  });
});

/** Jaccard similarity of every pair, as the release computes it: the first item of the largest wins. */
function mostSimilar(ids: readonly string[], written: string): number {
  const own = new Set(written);
  let best = 0;
  let largest = -1;
  ids.forEach((id, item) => {
    if (item === 0) return;
    const other = new Set(id);
    const common = [...own].filter((character) => other.has(character)).length;
    const similarity = common / (own.size + other.size - common);
    if (similarity > largest) [largest, best] = [similarity, item];
  });
  return best;
}

const catalogue = fc
  .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 1, maxLength: 5 }), { minLength: 1 })
  .map((ids) => ['', ...ids]);

describe('matching by sets of characters', () => {
  it('takes every ID for the item that the most similar set finds', () => {
    fc.assert(
      fc.property(catalogue, (ids) => {
        expect(Array.from(characterSetMatches(ids))).toEqual(
          ids.map((id, item) => (item === 0 ? 0 : mostSimilar(ids, id))),
        );
      }),
    );
  });

  it('loses items, which is told as a share', () => {
    const matches = characterSetMatches(['', 'oil', 'olio', 'rose', 'lio oil']);
    expect(Array.from(matches)).toEqual([0, 1, 1, 3, 4]);
    expect(mismatchedShare(matches)).toBe(0.25);
  });

  it('names an item once, and fills up with what was written', () => {
    const matches = Uint32Array.of(0, 1, 1, 3, 3);
    const scores = [-1, -2, -3];
    expect(matchedItems({ items: [2, 1, 4], scores }, matches, () => true).items).toEqual([1, 3, 2]);
    expect(matchedItems({ items: [2, 4], scores }, matches, (item) => item !== 1).items).toEqual([3, 2]);
  });

  it('keeps as many items as were written, all different, and no barred one', () => {
    const case_ = catalogue.chain((ids) =>
      fc.record({
        ids: fc.constant(ids),
        order: fc.shuffledSubarray(Array.from({ length: ids.length - 1 }, (_, index) => index + 1)),
        barred: fc.subarray(Array.from({ length: ids.length - 1 }, (_, index) => index + 1)),
      }),
    );
    fc.assert(
      fc.property(case_, ({ ids, order, barred }) => {
        const items = order.filter((item) => !barred.includes(item));
        const written = { items, scores: items.map((_, place) => -place) };
        const found = matchedItems(written, characterSetMatches(ids), (item) => !barred.includes(item));
        expect(new Set(found.items).size).toBe(found.items.length);
        expect(found.items).toHaveLength(items.length);
        expect(found.scores).toEqual(written.scores);
        expect(found.items.filter((item) => barred.includes(item))).toEqual([]);
      }),
    );
  });
});
