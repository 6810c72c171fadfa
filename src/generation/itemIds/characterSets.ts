/**
 * The matching of the ECIR 2026 release: a written ID counts as the item whose ID has the most similar set of characters
 * (Jaccard), the first of equals. Within a catalogue every written ID is some item's own, so what it amounts to is this: of
 * all items written with the same characters, in whatever order and however often, the first one stands for all.
 */

/** The item that each item counts as, by item number; place 0 is 0. */
export function characterSetMatches(itemIds: readonly string[]): Uint32Array {
  const firsts = new Map<string, number>();
  return Uint32Array.from(itemIds, (id, item) => {
    if (item === 0) return 0;
    const key = [...new Set(Array.from(id))].sort().join('');
    const first = firsts.get(key) ?? item;
    firsts.set(key, first);
    return first;
  });
}

/** Share of the items that are not recovered as themselves, even from their exact ID. */
export function mismatchedShare(matches: Uint32Array): number {
  const others = matches.reduce((count, match, item) => count + (match === item ? 0 : 1), 0);
  return matches.length <= 1 ? 0 : others / (matches.length - 1);
}
