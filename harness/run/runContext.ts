/** What all cases of one run share. */
import type { MadeProfiles, Survey } from '../case/caseMessages.ts';
import type { Limits } from '../config/limits.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { Prices } from '../config/prices.ts';
import { profilesKey } from '../profiles/makeProfiles.ts';
import type { CodeFacts, MachineFacts } from '../records/record.ts';

export interface RunContext {
  readonly resultsDirectory: string;
  readonly cacheDirectory: string;
  readonly machine: MachineFacts;
  readonly code: CodeFacts;
  readonly prices: Prices | null;
  readonly limits: Limits;
  /** By name of the dataset. */
  readonly surveys: ReadonlyMap<string, Survey>;
  /** By `profilesKey`; empty until they are made. */
  readonly profiles: ReadonlyMap<string, MadeProfiles>;
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

/** Null for a case that is given none. */
export function profilesFor(planned: PlannedCase, context: RunContext): MadeProfiles | null {
  const key = profilesKey(planned);
  if (key === null) return null;
  const made = context.profiles.get(key);
  if (!made) throw new Error(`No profiles for ${planned.caseId}`);
  return made;
}
