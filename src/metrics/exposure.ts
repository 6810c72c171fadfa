/** What lists show of the catalogue as a whole: how much, how evenly, how well known. Unused places (0) do not count. */
import type { RankedLists } from './accuracy.ts';

/** How often each item is among the first `cutoff` of a list, by catalogue number; place 0 stays 0. */
export function exposures({ k, items }: RankedLists, cutoff: number, itemCount: number): Uint32Array {
  const counts = new Uint32Array(itemCount + 1);
  for (let start = 0; start < items.length; start += k) {
    for (let place = start; place < start + Math.min(cutoff, k); place++) {
      if (items[place] !== 0) counts[items[place]!]!++;
    }
  }
  return counts;
}

/** Share of the catalogue with at least one exposure; null where nothing was shown. */
export function coverage(counts: Uint32Array): number | null {
  let shown = 0;
  for (const count of counts) if (count > 0) shown++;
  return shown === 0 ? null : shown / (counts.length - 1);
}

/** Gini coefficient of the exposures over the whole catalogue; null where nothing was shown. */
export function gini(counts: Uint32Array): number | null {
  const ascending = counts.slice(1).sort();
  let total = 0;
  let weighted = 0;
  for (const [index, count] of ascending.entries()) {
    total += count;
    weighted += (2 * (index + 1) - ascending.length - 1) * count;
  }
  return total === 0 ? null : weighted / (ascending.length * total);
}

/**
 * Mean self-information of what was shown, in bits; null where nothing was. `trainCounts`: training events by catalogue
 * number. An item without any counts like one with a single event: its information is not known, only that it is large.
 */
export function novelty(counts: Uint32Array, trainCounts: Uint32Array): number | null {
  const trainTotal = trainCounts.reduce((sum, count) => sum + count, 0);
  let shown = 0;
  let bits = 0;
  for (const [item, count] of counts.entries()) {
    if (count === 0) continue;
    shown += count;
    bits += count * Math.log2(trainTotal / Math.max(1, trainCounts[item]!));
  }
  return shown === 0 ? null : bits / shown;
}

/** Mean over lists of the mean training events of their items; lists without items are left out, null where all are. */
export function recommendedPopularity(
  { k, items }: RankedLists,
  cutoff: number,
  trainCounts: Uint32Array,
): number | null {
  let listCount = 0;
  let sumOfMeans = 0;
  for (let start = 0; start < items.length; start += k) {
    let shown = 0;
    let events = 0;
    for (let place = start; place < start + Math.min(cutoff, k); place++) {
      if (items[place] === 0) continue;
      shown++;
      events += trainCounts[items[place]!]!;
    }
    if (shown === 0) continue;
    listCount++;
    sumOfMeans += events / shown;
  }
  return listCount === 0 ? null : sumOfMeans / listCount;
}
