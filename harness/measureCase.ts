/** Asks a fitted model for all its answers, times it, stores the answers. Only here do answers and targets meet. */
import { join } from 'node:path';
import type { FittedModel } from '../src/baseline.ts';
import { historyBatch, targets } from '../src/split/histories.ts';
import { ANSWERS_DIRECTORY, writeAnswers } from './answerFiles.ts';
import { NO_PROGRESS, type CaseJob } from './caseMessages.ts';
import { caseMetrics } from './caseMetrics.ts';
import type { LoadedData } from './loadCase.ts';
import {
  recommendTestSet,
  timeSingleRequests,
  type MeasureInput,
  type SingleRequests,
  type TestSetAnswers,
} from './measure.ts';
import { peakMemoryBytes } from './peakMemory.ts';
import type { Phases } from './phases.ts';
import type { CompletedPart, PhaseName } from './record.ts';
import type { CaseEnvironment } from './runCase.ts';

export interface MeasuredCase {
  readonly answers: TestSetAnswers;
  readonly single: SingleRequests;
  readonly peakMemoryBytes: number;
  readonly files: CompletedPart['answers']['files'];
  readonly metrics: CompletedPart['metrics'];
  readonly testCaseCount: number;
}

export async function measureCase(
  job: CaseJob,
  data: LoadedData,
  model: FittedModel,
  phases: Phases,
  environment: CaseEnvironment,
): Promise<MeasuredCase> {
  const { split } = data;
  const { clock, onProgress } = environment;
  const histories = historyBatch(split.test, 0, split.test.targetRow.length);
  const testTargets = targets(split.test);
  const k = Math.max(...job.cutoffs);
  const report = (phase: PhaseName) => (done: number, total: number) => {
    onProgress({ ...NO_PROGRESS, phase, share: done / total });
  };
  const input: Omit<MeasureInput, 'onProgress'> = {
    model,
    histories,
    options: { k, seenItems: split.settings.seenItems },
    itemCount: split.catalogue.itemCount,
    settings: job.measure,
    clock,
  };
  const answers = await phases.time('recommend', () => recommendTestSet({ ...input, onProgress: report('recommend') }));
  const single = await phases.time('single-requests', () =>
    timeSingleRequests({ ...input, onProgress: report('single-requests') }),
  );
  // Read before metrics and files add memory of their own to the case's.
  const memoryBytes = peakMemoryBytes();
  const files = await writeAnswers(join(job.outputDirectory, ANSWERS_DIRECTORY), {
    items: { shape: [testTargets.length, k], data: answers.items },
    scores: { shape: [testTargets.length, k], data: answers.scores },
    targets: { shape: [testTargets.length], data: testTargets },
    users: { shape: [testTargets.length], data: histories.users },
    batchSeconds: { shape: [answers.batchSeconds.length], data: answers.batchSeconds },
    requestSeconds: { shape: [single.sampleSeconds.length], data: single.sampleSeconds },
  });
  const metrics = await phases.time('metrics', () =>
    caseMetrics(job, data, { k, items: answers.items, targets: testTargets, users: histories.users }),
  );
  return { answers, single, peakMemoryBytes: memoryBytes, files, metrics, testCaseCount: testTargets.length };
}
