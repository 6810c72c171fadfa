/** Keeps a case's answers and derives its metrics. Only here do answers and targets meet. */
import { join } from 'node:path';
import { countTraining } from '../../src/metrics/measureLists.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import { targets } from '../../src/split/histories.ts';
import { ANSWERS_DIRECTORY, writeAnswers } from '../records/answerFiles.ts';
import type { AnswerFiles } from './answerFilesPart.ts';
import type { CaseJob } from './caseMessages.ts';
import { caseMetrics, textOfItems, type CaseMetrics } from './caseMetrics.ts';
import { exampleCases } from '../records/exampleCases.ts';
import type { LoadedData } from './loadCase.ts';
import type { SingleRequests, TestSetAnswers } from './measure.ts';

export interface StoredAnswers extends CaseMetrics {
  readonly files: AnswerFiles['files'];
}

export async function storeAnswers(
  job: CaseJob,
  data: LoadedData,
  histories: HistoryBatch,
  answers: TestSetAnswers,
  single: SingleRequests,
): Promise<StoredAnswers> {
  const { split } = data;
  const k = Math.max(...job.cutoffs);
  const testTargets = targets(split.test);
  const trainCounts = countTraining(split.train.items, split.catalogue.itemCount);
  const historyLengths = histories.offsets.slice(1).map((end, row) => end - histories.offsets[row]!);
  const targetTrainCounts = testTargets.map((target) => trainCounts[target]!);
  const text = await textOfItems(job, data);

  const { items, scores, batchSeconds } = answers;
  const ofCases = <Data>(values: Data) => ({ shape: [testTargets.length], data: values });
  const arrays = {
    items: { shape: [testTargets.length, k], data: items },
    scores: { shape: [testTargets.length, k], data: scores },
    targets: ofCases(testTargets),
    users: ofCases(histories.users),
    historyLengths: ofCases(historyLengths),
    targetTrainCounts: ofCases(targetTrainCounts),
    batchSeconds: { shape: [batchSeconds.length], data: batchSeconds },
    requestSeconds: { shape: [single.sampleSeconds.length], data: single.sampleSeconds },
  };
  const examples = exampleCases({ data, text, histories, targets: testTargets, k, items, scores });
  const files = await writeAnswers(join(job.outputDirectory, ANSWERS_DIRECTORY), arrays, examples);
  const measured = caseMetrics({
    k,
    items,
    targets: testTargets,
    users: histories.users,
    historyLengths,
    targetTrainCounts,
    cutoffs: job.cutoffs,
    trainCounts,
    text,
  });
  return { ...measured, files };
}
