/** What all cases of one run share. */
import type { Survey } from './caseMessages.ts';
import type { Limits } from './limits.ts';
import type { PlannedCase } from './plan.ts';
import type { Prices } from './prices.ts';
import type { CodeFacts, MachineFacts } from './record.ts';

export interface RunContext {
  readonly resultsDirectory: string;
  readonly cacheDirectory: string;
  readonly machine: MachineFacts;
  readonly code: CodeFacts;
  readonly prices: Prices | null;
  readonly limits: Limits;
  /** By name of the dataset. */
  readonly surveys: ReadonlyMap<string, Survey>;
  /** `reuse`: a case with a completed record is not run again. `repeat`: every case is run. */
  readonly onFinished: 'reuse' | 'repeat';
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
}

export function surveyFor(planned: PlannedCase, context: RunContext): Survey {
  const survey = context.surveys.get(planned.datasetName);
  if (!survey) throw new Error(`No survey of ${planned.datasetName}`);
  return survey;
}
