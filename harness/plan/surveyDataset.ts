/** Loads and splits a dataset in a child process, so that its memory never counts as a case's or the command's. */
import { UserError } from '../../src/errors.ts';
import type { CaseProgress, Survey, SurveyJob } from '../case/caseMessages.ts';
import { outcomeOf, runJob } from '../case/caseProcess.ts';

/** Null where the user stopped it. */
export async function surveyDataset(
  job: SurveyJob,
  signal: AbortSignal,
  onProgress: (progress: CaseProgress) => void,
): Promise<Survey | null> {
  const outcome = await outcomeOf(runJob(job, onProgress), signal);
  if (outcome.kind === 'surveyed') return outcome.survey;
  if (outcome.kind !== 'failed') return null;
  if (outcome.isUserError) throw new UserError(outcome.failure.message);
  throw new Error(`${outcome.failure.message}\n${outcome.failure.detail}`);
}
