/** Makes profiles in a child process, once for all cases that share them, before the first of these cases. */
import { UserError } from '../../src/errors.ts';
import type { CaseProgress, MadeProfiles, ProfilesJob } from '../case/caseMessages.ts';
import { shortHash } from '../../src/canonicalJson.ts';
import { outcomeOf, runJob } from '../case/caseProcess.ts';
import { NO_LIMITS } from '../config/limits.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { RunContext } from '../run/runContext.ts';

export interface ProfileEvents {
  readonly onProfilesStart: (name: string) => void;
  readonly onProfilesProgress: (progress: CaseProgress) => void;
  /** Something to be read before it goes on. */
  readonly onProfilesLine: (line: string) => void;
  readonly onProfilesEnd: (name: string, made: MadeProfiles) => void;
}

/** Equal for cases that are given the same vectors; null for those that are given none. */
export function profilesKey({ datasetName, profiles }: Pick<PlannedCase, 'datasetName' | 'profiles'>): string | null {
  if (profiles === null) return null;
  return shortHash([datasetName, profiles.name, profiles.identity, profiles.width]);
}

function jobFor(planned: PlannedCase, { cacheDirectory }: RunContext, threads: number): ProfilesJob {
  const { dataset, split, skipBadRows } = planned;
  const { name, settings, width } = planned.profiles!;
  const withItemText = settings.source.kind !== 'import';
  return {
    kind: 'profiles',
    dataset,
    split,
    skipBadRows,
    cacheDirectory,
    withItemText,
    name,
    settings,
    width,
    threads,
  };
}

/** Null where the user stopped it. @throws UserError where some cannot be had. */
export async function makeProfiles(
  cases: readonly PlannedCase[],
  context: RunContext,
  threads: number,
  events: ProfileEvents,
): Promise<ReadonlyMap<string, MadeProfiles> | null> {
  const made = new Map<string, MadeProfiles>();
  for (const planned of cases) {
    const key = profilesKey(planned);
    if (key === null || made.has(key)) continue;
    const name = `Profiles "${planned.profiles!.name}", ${planned.datasetName}, width ${planned.profiles!.width}`;
    events.onProfilesStart(name);
    const run = runJob(jobFor(planned, context, threads), events.onProfilesProgress, NO_LIMITS, events.onProfilesLine);
    const outcome = await outcomeOf(run, context.signal);
    if (outcome.kind === 'failed') {
      if (outcome.isUserError) throw new UserError(`${name}: ${outcome.failure.message}`);
      throw new Error(`${name}: ${outcome.failure.message}\n${outcome.failure.detail}`);
    }
    if (outcome.kind !== 'profiled') return null;
    made.set(key, outcome.made);
    events.onProfilesEnd(name, outcome.made);
  }
  return made;
}
