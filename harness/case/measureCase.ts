/** Asks a fitted model for all its answers, times it, and has the answers kept. */
import type { FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { caseCount, historyBatch } from '../../src/split/histories.ts';
import { NO_PROGRESS, type CaseJob } from './caseMessages.ts';
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
import type { PhaseName } from '../records/record.ts';
import type { CaseEnvironment } from './runCase.ts';
import { storeAnswers, type StoredAnswers } from './storeAnswers.ts';

export interface MeasuredCase extends StoredAnswers {
  readonly answers: TestSetAnswers;
  readonly single: SingleRequests;
  readonly peakMemoryBytes: number;
  readonly testCaseCount: number;
}

export async function measureCase(
  job: CaseJob,
  data: LoadedData,
  model: FittedModel,
  engine: Engine | null,
  phases: Phases,
  environment: CaseEnvironment,
): Promise<MeasuredCase> {
  const { split } = data;
  const { clock, onProgress } = environment;
  const testCaseCount = caseCount(split.test);
  const histories = historyBatch(split.test, 0, testCaseCount);
  const report = (phase: PhaseName) => (done: number, total: number) => {
    onProgress({ ...NO_PROGRESS, phase, share: done / total });
  };
  const input: Omit<MeasureInput, 'onProgress'> = {
    model,
    histories,
    options: { k: Math.max(...job.cutoffs), seenItems: split.settings.seenItems },
    itemCount: split.catalogue.itemCount,
    settings: job.measure,
    clock,
    multiplyAdds: () => engine?.multiplyAdds ?? null,
  };
  const answers = await phases.time('recommend', () => recommendTestSet({ ...input, onProgress: report('recommend') }));
  const single = await phases.time('single-requests', () =>
    timeSingleRequests({ ...input, onProgress: report('single-requests') }),
  );
  // Read before metrics and files add memory of their own to the case's.
  const memoryBytes = peakMemoryBytes();
  const stored = await phases.time('metrics', () => storeAnswers(job, data, histories, answers, single));
  return { ...stored, answers, single, peakMemoryBytes: memoryBytes, testCaseCount };
}
