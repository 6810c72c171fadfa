/** How different the items of one list are, by their categories. */
import type { RankedLists } from './accuracy.ts';

/** Category numbers of each item, ascending and without repeats, by catalogue number; place 0 is empty. */
export type CategorySets = readonly Uint32Array[];

/** `categories` by catalogue number; an item without categories is undefined or an empty list. */
export function numberCategories(categories: readonly (readonly string[] | undefined)[]): CategorySets {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  return categories.map((names) => Uint32Array.from(new Set((names ?? []).map(numberOf))).sort());
}

/**
 * Mean over lists of the mean of 1 - Jaccard over the pairs of their first `cutoff` items. Pairs with an item without
 * categories are left out, lists without a pair as well; null where no pair is left.
 */
export function intraListDiversity({ k, items }: RankedLists, cutoff: number, sets: CategorySets): number | null {
  let listCount = 0;
  let sumOfMeans = 0;
  for (let start = 0; start < items.length; start += k) {
    const shown = Array.from(items.subarray(start, start + Math.min(cutoff, k)), (item) => sets[item]!).filter(
      (set) => set.length > 0,
    );
    if (shown.length < 2) continue;
    let distance = 0;
    for (let a = 1; a < shown.length; a++) {
      for (let b = 0; b < a; b++) distance += 1 - jaccard(shown[a]!, shown[b]!);
    }
    listCount++;
    sumOfMeans += distance / ((shown.length * (shown.length - 1)) / 2);
  }
  return listCount === 0 ? null : sumOfMeans / listCount;
}

/** Both ascending and not empty. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0;
  let placeInB = 0;
  for (const number of a) {
    while (placeInB < b.length && b[placeInB]! < number) placeInB++;
    if (b[placeInB] === number) shared++;
  }
  return shared / (a.length + b.length - shared);
}
