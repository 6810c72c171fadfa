/** All metrics of one set of stored lists. Missing is null, never 0. */
import { caseMean, caseValues, targetRanks, userMean, type RankedLists } from './accuracy.ts';
import { intraListDiversity, type CategorySets } from './diversity.ts';
import { coverage, exposures, gini, novelty, recommendedPopularity } from './exposure.ts';
import { CASE_METRICS, metricName, USER_MEAN } from './metric.ts';

export interface MeasureInput {
  readonly lists: RankedLists;
  /** Catalogue number of each case's target, 0 where it is cold. */
  readonly targets: Uint32Array;
  /** User number of each case. */
  readonly users: Uint32Array;
  /** List lengths to measure at; none above the stored length. */
  readonly cutoffs: readonly number[];
  /** Training events by catalogue number from 1; place 0 is 0. Its length gives the catalogue's size. */
  readonly trainCounts: Uint32Array;
  /** Null where the data has no categories. */
  readonly categories: CategorySets | null;
}

/**
 * Value by name, see `metricName`. Case metrics are means over cases; where users have several cases (successive
 * targets), the mean over users stands beside it, under `user-mean-...`.
 */
export function measureLists(input: MeasureInput): Record<string, number | null> {
  const { lists, targets, users, cutoffs, trainCounts, categories } = input;
  const longest = Math.max(0, ...cutoffs);
  if (longest > lists.k) throw new RangeError(`Cannot measure at ${longest}: the stored lists hold ${lists.k} items`);
  const ranks = targetRanks(lists, targets);
  const hasSeveralCases = new Set(users).size < users.length;
  const values: Record<string, number | null> = {};
  for (const cutoff of cutoffs) {
    for (const id of CASE_METRICS) {
      const perCase = caseValues(id, ranks, cutoff);
      values[metricName(id, cutoff)] = caseMean(perCase);
      if (hasSeveralCases) values[USER_MEAN + metricName(id, cutoff)] = userMean(perCase, users);
    }
    const counts = exposures(lists, cutoff, trainCounts.length - 1);
    values[metricName('coverage', cutoff)] = coverage(counts);
    values[metricName('gini', cutoff)] = gini(counts);
    values[metricName('novelty', cutoff)] = novelty(counts, trainCounts);
    values[metricName('popularity', cutoff)] = recommendedPopularity(lists, cutoff, trainCounts);
    values[metricName('diversity', cutoff)] =
      categories === null ? null : intraListDiversity(lists, cutoff, categories);
  }
  return values;
}

/** Training events by catalogue number. */
export function countTraining(trainItems: Uint32Array, itemCount: number): Uint32Array {
  const counts = new Uint32Array(itemCount + 1);
  for (const item of trainItems) counts[item]!++;
  return counts;
}
