/**
 * A record's figures beside the same computed again from its raw answers. What needs more than the answers (popularity,
 * novelty and diversity of items; training, memory) cannot be checked and is left as it is. Pure.
 */
import { groupMetrics, type CaseGroup } from '../../src/metrics/groups.ts';
import { measureLists } from '../../src/metrics/measureLists.ts';
import { findMetric } from '../../src/metrics/metric.ts';
import { metricsHash } from '../../src/metrics/metricsHash.ts';
import { percentile } from '../../src/statistics/percentile.ts';
import { moneyPerMillionRequests } from '../records/pricedRecord.ts';
import type { CompletedRecord } from '../records/record.ts';

export interface SubmittedAnswers {
  readonly k: number;
  readonly items: Uint32Array;
  readonly targets: Uint32Array;
  readonly users: Uint32Array;
  /** Null in records from before they were kept. */
  readonly historyLengths: Uint32Array | null;
  readonly targetTrainCounts: Uint32Array | null;
  readonly batchSeconds: Float64Array;
  readonly requestSeconds: Float64Array;
}

/** Sums of single-precision logarithms may differ that much between machines; nobody gains anything by it. */
const TOLERANCE = 1e-6;

function isClose(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
}

function differs(name: string, told: number | null, found: number | null): string[] {
  return isClose(told, found) ? [] : [`${name} is ${told} in the record, and ${found} by its raw answers`];
}

function metricFaults(record: CompletedRecord, { k, items, targets, users }: SubmittedAnswers): string[] {
  const { metrics, cutoffs, split } = record;
  const found = measureLists({
    lists: { k, items },
    targets,
    users,
    cutoffs,
    // Says how many items there are; what would need the counts themselves is not looked at.
    trainCounts: new Uint32Array(split.catalogueItemCount + 1),
    categories: null,
  });
  return Object.entries(metrics).flatMap(([name, told]) => {
    const metric = findMetric(name);
    if (metric === null || !cutoffs.includes(metric.cutoff)) return [`${name} is no figure of these lists`];
    const { id, about } = metric.definition;
    const isCheckable = about === 'case' || id === 'coverage' || id === 'gini';
    return isCheckable ? differs(name, told, found[name] ?? null) : [];
  });
}

function groupFaults({ groups, cutoffs }: CompletedRecord, answers: SubmittedAnswers): string[] {
  const { k, items, targets, historyLengths, targetTrainCounts } = answers;
  if (groups.length === 0) return [];
  if (historyLengths === null || targetTrainCounts === null) {
    return ['it has groups of cases, and its raw answers do not say which cases are in them'];
  }
  const found = groupMetrics({ lists: { k, items }, targets, cutoffs, historyLengths, targetTrainCounts });
  const key = ({ by, label }: Pick<CaseGroup, 'by' | 'label'>) => `${by} ${label}`;
  const byKey = new Map(found.map((group) => [key(group), group]));
  if (groups.length !== found.length)
    return [`it has ${groups.length} groups of cases, and ${found.length} by its raw answers`];
  return groups.flatMap((group) => {
    const other = byKey.get(key(group));
    if (!other) return [`its group "${key(group)}" is none of its raw answers`];
    const names = new Set([...Object.keys(group.metrics), ...Object.keys(other.metrics)]);
    return [
      ...differs(`cases of "${key(group)}"`, group.caseCount, other.caseCount),
      ...[...names].flatMap((name) =>
        differs(`${name} of "${key(group)}"`, group.metrics[name] ?? null, other.metrics[name] ?? null),
      ),
    ];
  });
}

function timeFaults({ costs, prices, split }: CompletedRecord, answers: SubmittedAnswers): string[] {
  const inferenceSeconds = answers.batchSeconds.reduce((sum, seconds) => sum + seconds, 0);
  const usersPerSecond = inferenceSeconds > 0 ? split.testCaseCount / inferenceSeconds : null;
  const sorted = answers.requestSeconds.slice().sort();
  const milliseconds = (share: number) => (sorted.length === 0 ? null : percentile(sorted, share) * 1000);
  return [
    ...differs('inferenceSeconds', costs.inferenceSeconds, inferenceSeconds),
    ...differs('usersPerSecond', costs.usersPerSecond, usersPerSecond),
    ...differs('singleStreamP50Milliseconds', costs.singleStreamP50Milliseconds, milliseconds(0.5)),
    ...differs('singleStreamP90Milliseconds', costs.singleStreamP90Milliseconds, milliseconds(0.9)),
    ...differs('singleStreamP99Milliseconds', costs.singleStreamP99Milliseconds, milliseconds(0.99)),
    ...differs(
      'moneyPerMillionRequests',
      costs.moneyPerMillionRequests,
      moneyPerMillionRequests(prices, usersPerSecond),
    ),
  ];
}

/** What does not match, a clause each; none where all that can be checked does. */
export function recomputedFaults(record: CompletedRecord, answers: SubmittedAnswers): string[] {
  const faults = [...metricFaults(record, answers), ...groupFaults(record, answers)];
  const isOther = record.metricsHash !== null && record.metricsHash !== metricsHash();
  const why =
    faults.length > 0 && isOther ? ['its metrics were computed by other definitions than those of this seqbench'] : [];
  return [...faults, ...why, ...timeFaults(record, answers)];
}
