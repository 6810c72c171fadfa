/**
 * Accuracy by group of cases: by the length of the history, and by how often the target was seen in training. The groups
 * are fixed, so that they are the same for all datasets and baselines; a group without cases is left out.
 */
import { caseMean, caseValues, targetRanks, type RankedLists } from './accuracy.ts';
import { metricName, type CaseMetricId } from './metric.ts';

export const GROUPINGS = ['history-length', 'target-popularity'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Largest value of each group but the last, which is open. */
const GROUP_ENDS: Readonly<Record<Grouping, readonly number[]>> = {
  /** Items of the history. */
  'history-length': [0, 5, 10, 20, 50],
  /** Training events of the target; 0 has the cold targets, which no list can hit. */
  'target-popularity': [0, 5, 20, 100, 500],
};

/** With one target per case the others say the same. */
const GROUP_METRICS: readonly CaseMetricId[] = ['recall', 'ndcg', 'mrr'];

export interface CaseGroup {
  readonly by: Grouping;
  /** `1-5`, `0`, `51+` */
  readonly label: string;
  readonly from: number;
  /** Null where the group has no upper end. */
  readonly to: number | null;
  readonly caseCount: number;
  readonly metrics: Readonly<Record<string, number | null>>;
}

export interface GroupInput {
  readonly lists: RankedLists;
  readonly targets: Uint32Array;
  readonly cutoffs: readonly number[];
  /** By case. */
  readonly historyLengths: Uint32Array;
  /** By case. */
  readonly targetTrainCounts: Uint32Array;
}

export interface GroupRange {
  readonly from: number;
  readonly to: number | null;
}

/** All groups of a grouping, whether or not cases are in them. */
export function groupRanges(by: Grouping): GroupRange[] {
  const ends = GROUP_ENDS[by];
  return [...ends, null].map((to, place) => ({ from: place === 0 ? 0 : ends[place - 1]! + 1, to }));
}

export function groupLabel({ from, to }: GroupRange): string {
  if (to === null) return `${from}+`;
  return from === to ? String(from) : `${from}-${to}`;
}

export function groupMetrics(input: GroupInput): CaseGroup[] {
  const ranks = targetRanks(input.lists, input.targets);
  const values: Readonly<Record<Grouping, Uint32Array>> = {
    'history-length': input.historyLengths,
    'target-popularity': input.targetTrainCounts,
  };
  return GROUPINGS.flatMap((by) =>
    groupRanges(by).flatMap((range): CaseGroup[] => {
      const { from, to } = range;
      const members = ranks.filter((_, index) => {
        const value = values[by][index]!;
        return value >= from && (to === null || value <= to);
      });
      if (members.length === 0) return [];
      const metrics = GROUP_METRICS.flatMap((id) =>
        input.cutoffs.map((cutoff) => [metricName(id, cutoff), caseMean(caseValues(id, members, cutoff))] as const),
      );
      return [
        { by, label: groupLabel(range), from, to, caseCount: members.length, metrics: Object.fromEntries(metrics) },
      ];
    }),
  );
}
