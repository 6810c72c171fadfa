/** All searches of a run, one after the other: trials in child processes, results in search records. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseProgress } from '../case/caseMessages.ts';
import { outcomeOf, runJob } from '../case/caseProcess.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { protocolName } from '../plan/protocol.ts';
import { diskFull, isDiskFull } from '../records/fullDisk.ts';
import { commitFolder, SEARCH_DIRECTORY } from '../records/recordStore.ts';
import { surveyFor, type RunContext } from '../run/runContext.ts';
import { checkpointDirectoryOf, fitJobOf } from '../run/runOneCase.ts';
import { type ChosenBaseline, chosenBaseline, type PlannedSearch } from './planSearches.ts';
import { runSearch, type TrialOutcome, type TrialRun } from './runSearch.ts';
import { readSearch, SEARCH_SCHEMA_VERSION, type SearchRecord, writeSearch } from './searchRecord.ts';

export interface SearchEvents {
  readonly onTrialStart: (search: PlannedSearch, trial: TrialRun) => void;
  readonly onTrialProgress: (progress: CaseProgress) => void;
  readonly onTrialEnd: (search: PlannedSearch, trial: TrialRun, outcome: TrialOutcome) => void;
  readonly onSearchEnd: (search: PlannedSearch, record: SearchRecord) => void;
}

export interface SearchesResult {
  /** Of searches in which a trial could be judged. */
  readonly chosen: readonly ChosenBaseline[];
  readonly records: readonly SearchRecord[];
  readonly isStopped: boolean;
}

function searchPath({ resultsDirectory, machine, code }: RunContext, { searchId }: PlannedSearch): string {
  return join(resultsDirectory, machine.id, commitFolder(code.commit), SEARCH_DIRECTORY, `${searchId}.json`);
}

function freshRecord(search: PlannedSearch, context: RunContext): SearchRecord {
  const [first] = search.trials;
  const { dataset, split } = surveyFor(first!, context);
  return {
    schemaVersion: SEARCH_SCHEMA_VERSION,
    searchId: search.searchId,
    baseline: { id: first!.baseline.source.id, label: search.label },
    dataset: { name: dataset.name, contentHash: dataset.contentHash, isSimulated: dataset.isSimulated },
    splitHash: split.hash,
    protocol: protocolName(first!.split),
    search: search.settings,
    candidateCount: search.candidateCount,
    machineId: context.machine.id,
    commit: context.code.commit,
    startedAt: new Date().toISOString(),
    trials: search.trials.map(({ caseId, baseline }) => ({
      caseId,
      settings: baseline.settings,
      choice: { ...baseline.grid!.choice },
      state: 'open',
      scores: [],
      result: null,
      failure: null,
    })),
  };
}

/** What an earlier run of the same search on the same data left; else a new one, whose trials start from nothing. */
async function startRecord(search: PlannedSearch, context: RunContext): Promise<SearchRecord> {
  const fresh = freshRecord(search, context);
  if (context.onFinished !== 'repeat') {
    const found = await readSearch(searchPath(context, search));
    const isSameData = found?.dataset.contentHash === fresh.dataset.contentHash && found.splitHash === fresh.splitHash;
    if (isSameData) return found;
  }
  await Promise.all(search.trials.map((planned) => forgetTrial(context, search, planned)));
  return fresh;
}

/** Of this search alone: another gives its trials other epochs. */
const trialCheckpoint = (context: RunContext, { searchId }: PlannedSearch, planned: PlannedCase): string =>
  checkpointDirectoryOf(context, planned, `.trial-${searchId}`);

function forgetTrial(context: RunContext, search: PlannedSearch, planned: PlannedCase): Promise<void> {
  return rm(trialCheckpoint(context, search, planned), { recursive: true, force: true });
}

async function runTrialProcess(
  search: PlannedSearch,
  { planned, epochLimit }: TrialRun,
  context: RunContext,
  onProgress: SearchEvents['onTrialProgress'],
): Promise<TrialOutcome> {
  if (context.signal.aborted) return { kind: 'stopped' };
  const checkpoint = trialCheckpoint(context, search, planned);
  await mkdir(checkpoint, { recursive: true });
  const job = { ...fitJobOf(planned, context, checkpoint, epochLimit), kind: 'trial' } as const;
  const outcome = await outcomeOf(runJob(job, onProgress, context.limits), context.signal);
  if (outcome.kind === 'tried') return outcome;
  if (outcome.kind !== 'failed') return { kind: 'stopped' };
  const { message, detail } = outcome.failure;
  // No fault of the settings.
  if (isDiskFull(`${message} ${detail}`)) throw diskFull(context.resultsDirectory);
  return { kind: 'failed', failure: message };
}

export async function runSearches(
  searches: readonly PlannedSearch[],
  context: RunContext,
  events: SearchEvents,
): Promise<SearchesResult> {
  const chosen: ChosenBaseline[] = [];
  const records: SearchRecord[] = [];
  for (const search of searches) {
    const record = await runSearch(await startRecord(search, context), search.trials, {
      run: async (trial) => {
        events.onTrialStart(search, trial);
        const outcome = await runTrialProcess(search, trial, context, events.onTrialProgress);
        if (outcome.kind !== 'stopped') events.onTrialEnd(search, trial, outcome);
        return outcome;
      },
      forget: (planned) => forgetTrial(context, search, planned),
      write: (changed) => writeSearch(searchPath(context, search), changed),
    });
    if (record === null) return { chosen, records, isStopped: true };
    records.push(record);
    events.onSearchEnd(search, record);
    const place = record.trials.findIndex(({ state }) => state === 'chosen');
    if (place >= 0) chosen.push(chosenBaseline(search, search.trials[place]!));
  }
  return { chosen, records, isStopped: false };
}
