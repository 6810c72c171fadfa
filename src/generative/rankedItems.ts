/** Items in the order of what was written for a request. */
import type { BeamResults } from '../generation/beamSearch/beams.ts';
import type { ItemTrie } from '../generation/trie/itemTrie.ts';

export interface RankedItems {
  /** All different. */
  readonly items: number[];
  readonly scores: number[];
}

/** Best first, of equal scores the lower item number first. */
export function rankedItems({ count, nodes, scores }: BeamResults, trie: ItemTrie): RankedItems {
  const written = Array.from({ length: count }, (_, place) => ({
    item: trie.items[nodes[place]!]!,
    score: scores[place]!,
  }));
  written.sort((a, b) => b.score - a.score || a.item - b.item);
  return { items: written.map(({ item }) => item), scores: written.map(({ score }) => score) };
}

/**
 * The items that a looser matching takes the written ones for, in the same order, each once and none that may not be
 * recommended. The places that this leaves are filled, at the end, with written items that are not in the list.
 * @param matches Item that each item counts as; see `characterSetMatches`.
 */
export function matchedItems(
  { items, scores }: RankedItems,
  matches: Uint32Array,
  mayRecommend: (item: number) => boolean,
): RankedItems {
  const named = new Set(items.map((item) => matches[item]!).filter(mayRecommend));
  for (const item of items) named.add(item);
  return { items: [...named].slice(0, items.length), scores };
}
