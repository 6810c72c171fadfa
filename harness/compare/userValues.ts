/** A metric by user from the stored lists of a case, so that two models can be compared user by user. */
import { dirname } from 'node:path';
import { caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { type CaseMetricId, findMetric } from '../../src/metrics/metric.ts';
import { UserError } from '../../src/errors.ts';
import { readAnswerArray } from '../records/answerFiles.ts';
import type { CompletedCase } from './sides.ts';

export interface UserValues {
  /** Ascending. */
  readonly users: readonly number[];
  /** Mean over each user's cases. */
  readonly values: Float64Array;
}

/** @throws UserError for a name that is no metric of cases. */
export function checkedMetric(name: string): { readonly id: CaseMetricId; readonly cutoff: number } {
  const metric = findMetric(name);
  if (metric?.definition.about !== 'case' || metric.mean !== 'case') {
    throw new UserError(`"${name}" is no metric that users can be compared by; take for example ndcg@10 or recall@20.`);
  }
  return { id: metric.definition.id as CaseMetricId, cutoff: metric.cutoff };
}

/** Where a case's lists have the targets: all that metrics of users need to know of them. */
export interface CaseRanks {
  readonly caseId: string;
  /** Length of the lists. */
  readonly k: number;
  /** By test case, from 1; 0: not in the list. */
  readonly ranks: Uint32Array;
  /** By test case. */
  readonly users: Uint32Array;
}

export function readCaseRanks({ path, record }: CompletedCase): CaseRanks {
  const [items, targets, users] = (['items', 'targets', 'users'] as const).map((name) =>
    readAnswerArray(dirname(path), record, name),
  );
  const k = items!.shape[1]!;
  const ranks = targetRanks({ k, items: items!.data as Uint32Array }, targets!.data as Uint32Array);
  return { caseId: record.caseId, k, ranks, users: users!.data as Uint32Array };
}

export function userValues({ caseId, k, ranks, users }: CaseRanks, metric: string): UserValues {
  const { id, cutoff } = checkedMetric(metric);
  if (cutoff > k) throw new UserError(`The case ${caseId} kept lists of ${k} items; ${metric} needs longer ones.`);
  const totals = new Map<number, { sum: number; count: number }>();
  caseValues(id, ranks, cutoff).forEach((value, index) => {
    const user = users[index]!;
    const total = totals.get(user) ?? { sum: 0, count: 0 };
    totals.set(user, { sum: total.sum + value, count: total.count + 1 });
  });
  const ascending = [...totals.keys()].sort((a, b) => a - b);
  return {
    users: ascending,
    values: Float64Array.from(ascending, (user) => totals.get(user)!.sum / totals.get(user)!.count),
  };
}
