/** Runs the planned cases one after the other, each in its own process, and records each before the next starts. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CaseProgress } from '../case/caseMessages.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { withPrices } from '../records/pricedRecord.ts';
import type { Prices } from '../config/prices.ts';
import type { RunRecord } from '../records/record.ts';
import { readRecord, recordPath, writeRecord } from '../records/recordStore.ts';
import { surveyFor, type RunContext } from './runContext.ts';
import { runOneCase } from './runOneCase.ts';
import { trainedCase } from '../plan/sharedTraining.ts';

export interface RunEvents {
  readonly onCaseStart: (planned: PlannedCase, index: number) => void;
  readonly onCaseProgress: (planned: PlannedCase, progress: CaseProgress) => void;
  readonly onCaseEnd: (planned: PlannedCase, record: RunRecord, source: 'run' | 'reused') => void;
}

export interface CaseResult {
  readonly planned: PlannedCase;
  readonly path: string;
  readonly record: RunRecord;
}

export interface RunResult {
  /** In the order of the plan; fewer than planned where the run was stopped. */
  readonly results: readonly CaseResult[];
  readonly isStopped: boolean;
}

/** What a record is of, where that is not what the run is of. */
export function otherData(planned: PlannedCase, record: RunRecord, context: RunContext): 'dataset' | 'split' | null {
  const { dataset, split } = surveyFor(planned, context);
  if (record.dataset.contentHash !== dataset.contentHash) return 'dataset';
  return record.split.hash === split.hash ? null : 'split';
}

/** Of the same data; and of code that was committed, where that of now is: nobody knows what a changed tree held. */
export function isReusable(record: RunRecord, planned: PlannedCase, context: RunContext): boolean {
  return (
    otherData(planned, record, context) === null && (record.code.isDirty !== true || context.code.isDirty === true)
  );
}

/** A completed record of the same case on the same data; anything else means that the case has to run. */
export async function finishedRecord(
  planned: PlannedCase,
  path: string,
  context: RunContext,
): Promise<RunRecord | null> {
  if (context.onFinished === 'repeat') return null;
  const record = await readRecord(path);
  return record?.status === 'completed' && isReusable(record, planned, context) ? record : null;
}

/** A case may be known under another label, or at another price: what was measured stays. */
export async function renew(record: RunRecord, label: string, prices: Prices | null, path: string): Promise<RunRecord> {
  if (record.baseline.label === label && isDeepStrictEqual(record.prices, prices)) return record;
  const renewed = withPrices({ ...record, baseline: { ...record.baseline, label } }, prices);
  await writeRecord(path, renewed);
  return renewed;
}

export async function runCases(
  cases: readonly PlannedCase[],
  context: RunContext,
  events: RunEvents,
): Promise<RunResult> {
  const results: CaseResult[] = [];
  for (const [index, planned] of cases.entries()) {
    const path = recordPath(context.resultsDirectory, context.machine.id, context.code.commit, planned.caseId);
    const finished = await finishedRecord(planned, path, context);
    if (finished) {
      const record = await renew(finished, planned.baseline.label, context.prices, path);
      events.onCaseEnd(planned, record, 'reused');
      results.push({ planned, path, record });
      continue;
    }
    if (context.signal.aborted) return { results, isStopped: true };
    await mkdir(dirname(path), { recursive: true });
    events.onCaseStart(planned, index);
    const trained = await trainedCase(planned, cases, results, context, finishedRecord);
    const onProgress = (progress: CaseProgress): void => {
      events.onCaseProgress(planned, progress);
    };
    const record = await runOneCase(planned, path, context, onProgress, trained);
    if (record === null) return { results, isStopped: true };
    events.onCaseEnd(planned, record, 'run');
    results.push({ planned, path, record });
  }
  return { results, isStopped: false };
}
