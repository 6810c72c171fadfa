/** The work of the child process that makes profiles. */
import { prepareProfiles, type PreparedProfiles } from '../../src/profiles/prepareProfiles.ts';
import { profileDirectory } from '../../src/profiles/profileIdentity.ts';
import { NO_PROGRESS, type CaseProgress, type MadeProfiles, type ProfilesJob } from '../case/caseMessages.ts';
import { loadAndSplit } from '../case/loadCase.ts';
import type { Phases } from '../case/phases.ts';
import type { ProfilePart } from '../case/profilePart.ts';

const STAGE_WORDS = { generate: 'writing profiles', encode: 'encoding profiles', reduce: 'reducing vectors' } as const;

export interface ProfilesEnvironment {
  readonly phases: Phases;
  readonly onProgress: (progress: CaseProgress) => void;
  readonly onLine: (line: string) => void;
}

export async function makeProfilesHere(job: ProfilesJob, environment: ProfilesEnvironment): Promise<MadeProfiles> {
  const { phases, onProgress, onLine } = environment;
  const { dataset, split } = await loadAndSplit(job, phases, (note) => {
    onProgress({ ...NO_PROGRESS, phase: 'load', note });
  });
  const prepared = await phases.time('profiles', () =>
    prepareProfiles(dataset, split, job.settings, job.width, {
      directory: profileDirectory(job.cacheDirectory),
      // A process that is to stop is ended: what was answered is on the disk by then.
      signal: new AbortController().signal,
      threads: job.threads,
      onLine,
      onProgress: ({ stage, done, total, note }) => {
        const share = total === null || total === 0 ? null : done / total;
        const words = STAGE_WORDS[stage];
        onProgress({ ...NO_PROGRESS, phase: 'profiles', share, note: note === null ? words : `${words}: ${note}` });
      },
    }),
  );
  const { path, shuffleSeed } = prepared;
  return { path, shuffleSeed, part: profilePart(job.name, prepared) };
}

function profilePart(name: string, prepared: PreparedProfiles): ProfilePart {
  const { label, source, contentHash, coverage, profileCount, textCosts, encodeSeconds, reduceSeconds, facts } =
    prepared;
  return {
    name,
    label,
    source,
    contentHash,
    coverage,
    userCount: profileCount,
    generateSeconds: textCosts.seconds,
    encodeSeconds,
    reduceSeconds,
    promptTokens: textCosts.promptTokens,
    completionTokens: textCosts.completionTokens,
    money: textCosts.money,
    facts: { ...facts },
  };
}
