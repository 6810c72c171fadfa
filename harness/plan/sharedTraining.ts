/**
 * One training for several cases that ask its model in different ways (`serve:` in a config). The first of them that runs
 * trains and keeps the model; the others open it. Training is counted in full in each record, for that is what each of
 * these ways of asking costs on its own; every record says that it is the same training.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mergedFacts, MODEL_DIRECTORY } from '../case/completedPart.ts';
import { type PlannedCase, sharesModel } from './plan.ts';
import type { CompletedPart, CompletedRecord, RunRecord } from '../records/record.ts';
import { recordPath } from '../records/recordStore.ts';
import type { CaseResult } from '../run/runCases.ts';
import type { RunContext } from '../run/runContext.ts';

/** A finished case that trained a model, and where it keeps it. */
export interface TrainedCase {
  readonly record: CompletedRecord;
  readonly modelDirectory: string;
}

/**
 * Null where none is finished on this machine with the same code, or none is to be found.
 * @param finished The record of a case from an earlier run, null where there is none to be used.
 */
export async function trainedCase(
  planned: PlannedCase,
  cases: readonly PlannedCase[],
  results: readonly CaseResult[],
  context: RunContext,
  finished: (other: PlannedCase, path: string, context: RunContext) => Promise<RunRecord | null>,
): Promise<TrainedCase | null> {
  for (const other of cases) {
    if (other === planned || !sharesModel(other, planned)) continue;
    const path = recordPath(context.resultsDirectory, context.machine.id, context.code.commit, other.caseId);
    const record = results.find((result) => result.planned === other)?.record ?? (await finished(other, path, context));
    const modelDirectory = join(path.replace(/\.json$/u, ''), MODEL_DIRECTORY);
    if (record?.status !== 'completed' || !existsSync(modelDirectory)) continue;
    if (record.sharedModel?.trainedBy === record.caseId) return { record, modelDirectory };
  }
  return null;
}

/** What a case that opened another's model measured, with what that model's training cost and told. */
export function withTraining(part: CompletedPart, { record }: TrainedCase): CompletedPart {
  const { caseId: trainedBy, epochs, bestEpoch, isResumed, costs: trained, modelFacts, phases } = record;
  const fitCpuSeconds = phases.find(({ phase }) => phase === 'fit')?.cpuSeconds ?? 0;
  return {
    ...part,
    epochs,
    bestEpoch,
    isResumed,
    costs: {
      ...part.costs,
      fitSeconds: trained.fitSeconds,
      trainSecondsPerEpoch: trained.trainSecondsPerEpoch,
      trainDataSecondsPerEpoch: trained.trainDataSecondsPerEpoch,
      trainHostSecondsPerEpoch: trained.trainHostSecondsPerEpoch,
      trainEngineSecondsPerEpoch: trained.trainEngineSecondsPerEpoch,
      secondsToBestEpoch: trained.secondsToBestEpoch,
      compileSeconds: trained.compileSeconds,
      peakMemoryBytes: Math.max(part.costs.peakMemoryBytes, trained.peakMemoryBytes),
      cpuSeconds: part.costs.cpuSeconds + fitCpuSeconds,
      // The counter's figure for the other case holds its answers, too, and cannot be taken apart.
      energyJoules: null,
    },
    modelFacts: mergedFacts(modelFacts, part.modelFacts),
    sharedModel: part.sharedModel && { ...part.sharedModel, trainedBy },
    warnings: [
      ...part.warnings,
      'Opened the model that another case had trained (see sharedModel); its training is counted in full here, too, ' +
        'energy not at all.',
    ],
  };
}
