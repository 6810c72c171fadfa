/**
 * Every metric there is: one table, from which types, tables and directions derive. A metric's name in records is its
 * id with the length of the list, `ndcg@10`; the same with `user-mean-` in front is averaged over users.
 */
export interface MetricDefinition {
  readonly id: string;
  /** For table heads. */
  readonly label: string;
  readonly unit: 'share' | 'bits' | 'events';
  readonly better: 'higher' | 'lower';
  /** `case`: one value for each case, averaged; `list`: about the lists alone, whatever the targets are. */
  readonly about: 'case' | 'list';
  readonly meaning: string;
}

export const METRICS = [
  {
    id: 'recall',
    label: 'Recall',
    unit: 'share',
    better: 'higher',
    about: 'case',
    meaning: 'Cases whose target is among the first k. With one target per case this is the hit rate (HR) as well.',
  },
  {
    id: 'ndcg',
    label: 'NDCG',
    unit: 'share',
    better: 'higher',
    about: 'case',
    meaning: '1 / log2(rank + 1) of the target where its rank is at most k, else 0. The ideal is 1 with one target.',
  },
  {
    id: 'mrr',
    label: 'MRR',
    unit: 'share',
    better: 'higher',
    about: 'case',
    meaning: '1 / rank of the target where its rank is at most k, else 0.',
  },
  {
    id: 'precision',
    label: 'Precision',
    unit: 'share',
    better: 'higher',
    about: 'case',
    meaning: 'Targets among the first k, divided by k: with one target per case at most 1 / k.',
  },
  {
    id: 'map',
    label: 'MAP',
    unit: 'share',
    better: 'higher',
    about: 'case',
    meaning: 'Mean average precision of the first k. With one target per case it equals MRR.',
  },
  {
    id: 'coverage',
    label: 'Coverage',
    unit: 'share',
    better: 'higher',
    about: 'list',
    meaning: 'Items of the catalogue that are in at least one list.',
  },
  {
    id: 'gini',
    label: 'Gini',
    unit: 'share',
    better: 'lower',
    about: 'list',
    meaning:
      'Inequality of how often items of the catalogue are recommended: 0 all alike, towards 1 always the same few.',
  },
  {
    id: 'novelty',
    label: 'Novelty',
    unit: 'bits',
    better: 'higher',
    about: 'list',
    meaning: "Mean of -log2(item's share of the training events) over recommended items.",
  },
  {
    id: 'popularity',
    label: 'Popularity',
    unit: 'events',
    better: 'lower',
    about: 'list',
    meaning: 'Mean number of training events of recommended items: mean of each list, then over lists.',
  },
  {
    id: 'diversity',
    label: 'Diversity',
    unit: 'share',
    better: 'higher',
    about: 'list',
    meaning: 'Mean of 1 - Jaccard similarity of the categories of two items of a list: over pairs, then over lists.',
  },
] as const satisfies readonly MetricDefinition[];

export type MetricId = (typeof METRICS)[number]['id'];
export type CaseMetricId = Extract<(typeof METRICS)[number], { about: 'case' }>['id'];

export const CASE_METRICS: readonly CaseMetricId[] = METRICS.filter((metric) => metric.about === 'case').map(
  (metric) => metric.id,
);

export const USER_MEAN = 'user-mean-';

/** The name in records and tables, for example `ndcg@10`. */
export function metricName(id: MetricId, cutoff: number): string {
  return `${id}@${cutoff}`;
}

/** Definition, list length and kind of mean of a name; null where no metric has that name. */
export function findMetric(
  name: string,
): { definition: MetricDefinition; cutoff: number; mean: 'case' | 'user' } | null {
  const mean = name.startsWith(USER_MEAN) ? 'user' : 'case';
  const parts = /^([a-z]+)@([1-9]\d*)$/.exec(mean === 'user' ? name.slice(USER_MEAN.length) : name);
  const definition = METRICS.find((metric) => metric.id === parts?.[1]);
  return definition && parts ? { definition, cutoff: Number(parts[2]), mean } : null;
}
