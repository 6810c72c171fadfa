/**
 * How well lists hit their targets: one target per case, rank over the whole catalogue (facts F). Works on stored lists,
 * in the order the ranking's tie rule gave them; a target that is cold (0) or not in the list is a miss and counts 0.
 */
import type { CaseMetricId } from './metric.ts';

/** Stored lists; `Ranking` is one. Shape of items: [cases, k]. */
export interface RankedLists {
  readonly k: number;
  readonly items: Uint32Array;
}

/** Place of each case's target in its list from 1, 0 for a miss. `targets` by case, 0: cold. */
export function targetRanks({ k, items }: RankedLists, targets: Uint32Array): Uint32Array {
  if (items.length !== targets.length * k) {
    throw new RangeError(`${targets.length} targets do not fit ${items.length} places in lists of ${k}`);
  }
  return targets.map((target, index) => {
    // Unused places of a list hold 0, which must not pass for a cold target that was found.
    if (target === 0) return 0;
    return items.subarray(index * k, (index + 1) * k).indexOf(target) + 1;
  });
}

/** Value of each case at one list length, for means and for paired tests. `ranks` as from `targetRanks`. */
export function caseValues(id: CaseMetricId, ranks: Uint32Array, cutoff: number): Float32Array {
  const gain = GAINS[id];
  return Float32Array.from(ranks, (rank) => (rank === 0 || rank > cutoff ? 0 : gain(rank, cutoff)));
}

/** Value of a target found at a rank within the first `cutoff`. */
const GAINS: Readonly<Record<CaseMetricId, (rank: number, cutoff: number) => number>> = {
  recall: () => 1,
  ndcg: (rank) => 1 / Math.log2(rank + 1),
  mrr: (rank) => 1 / rank,
  precision: (_, cutoff) => 1 / cutoff,
  map: (rank) => 1 / rank,
};

/** Mean over cases; null where there are none. */
export function caseMean(values: Float32Array): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Mean over users of the mean over each user's cases; null where there are none. `users` by case. */
export function userMean(values: Float32Array, users: Uint32Array): number | null {
  if (values.length === 0) return null;
  const totals = new Map<number, { sum: number; count: number }>();
  for (const [index, user] of users.entries()) {
    const total = totals.get(user) ?? { sum: 0, count: 0 };
    total.sum += values[index]!;
    total.count++;
    totals.set(user, total);
  }
  let sumOfMeans = 0;
  for (const total of totals.values()) sumOfMeans += total.sum / total.count;
  return sumOfMeans / totals.size;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
