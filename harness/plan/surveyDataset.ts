/** Loads and splits a dataset in a child process, so that its memory never counts as a case's or the command's. */
import { UserError } from '../../src/errors.ts';
import type { CaseProgress, Survey, SurveyJob } from '../case/caseMessages.ts';
import { runJob } from '../case/caseProcess.ts';

/** Null where the user stopped it. */
export async function surveyDataset(
  job: SurveyJob,
  signal: AbortSignal,
  onProgress: (progress: CaseProgress) => void,
): Promise<Survey | null> {
  const run = runJob(job, onProgress);
  signal.addEventListener('abort', run.stop);
  try {
    const outcome = await run.outcome;
    if (outcome.kind === 'surveyed') return outcome.survey;
    if (outcome.kind !== 'failed') return null;
    if (outcome.isUserError) throw new UserError(outcome.failure.message);
    throw new Error(`${outcome.failure.message}\n${outcome.failure.detail}`);
  } finally {
    signal.removeEventListener('abort', run.stop);
  }
}
