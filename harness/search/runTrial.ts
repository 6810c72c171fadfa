/** A trial inside its child process: fitting, and NDCG@10 on the validation cases. */
import { validationNdcg10 } from '../../src/training/validationScore.ts';
import type { TrialJob } from '../case/caseMessages.ts';
import { type CaseEnvironment, casePhases, fitCase } from '../case/runCase.ts';
import type { TrialResult } from './searchRecord.ts';

export async function runTrial(job: TrialJob, environment: CaseEnvironment): Promise<TrialResult> {
  const phases = casePhases(environment);
  const { data, engine, model } = await fitCase(job, phases, environment.onProgress);
  const { validation, settings } = data.split;
  const best = model.epochs.find(({ epoch }) => epoch === model.bestEpoch);
  const score =
    best?.validationNdcg10 ??
    (await validationNdcg10(validation, settings.seenItems, (histories, options) =>
      model.recommend(histories, options),
    ));
  const result: TrialResult = {
    epochs: model.epochs.map(({ epoch, trainSeconds, validationSeconds, validationNdcg10: ndcg10 }) => ({
      epoch,
      trainSeconds,
      validationSeconds,
      validationNdcg10: ndcg10,
    })),
    validationNdcg10: score,
    fitSeconds: phases.secondsOf('fit'),
  };
  await model.dispose();
  await engine?.dispose();
  return result;
}
