/** The whole of `seqbench run` but for words and signals: read, plan, look at the data, refuse or run, record. */
import { resolve } from 'node:path';
import type { CaseProgress, Survey } from '../case/caseMessages.ts';
import { pairFaults } from '../plan/checkPairs.ts';
import { UserError } from '../../src/errors.ts';
import { codeFacts } from '../machine/codeFacts.ts';
import { datasetLabel } from '../plan/datasetLabel.ts';
import { runProbe } from '../doctor/runProbe.ts';
import { machineFacts } from '../machine/machine.ts';
import { makeProfiles, type ProfileEvents } from '../profiles/makeProfiles.ts';
import { planCases, type PlannedCase } from '../plan/plan.ts';
import { readConfig, type CheckedConfig, type ConfigOverrides } from '../config/readConfig.ts';
import { readRecord, recordPath } from '../records/recordStore.ts';
import { finishedRecord, runCases, type RunEvents, type RunResult } from './runCases.ts';
import type { RunContext } from './runContext.ts';
import {
  type ChosenBaseline,
  fixedBaselines,
  planChosen,
  type PlannedSearch,
  planSearches,
} from '../search/planSearches.ts';
import { namedCases, selectBaselines, shardOf } from '../plan/selectCases.ts';
import { surveyDataset } from '../plan/surveyDataset.ts';

export interface RunOptions {
  readonly configPath: string;
  readonly overrides: ConfigOverrides;
  /** Labels or ids of the baselines to run; empty for all. */
  readonly only: readonly string[];
  /** Ids of the only cases to run; all by default. */
  readonly cases?: readonly string[];
  /** Part of the plan as `i/n`; all of it by default. */
  readonly shard?: string | undefined;
  readonly resultsDirectory: string;
  readonly cacheDirectory: string;
  readonly onFinished: RunContext['onFinished'];
  /** Commit to record where the code lies outside its repository. */
  readonly givenCommit: string | null;
  readonly signal: AbortSignal;
}

export type CaseState = 'to run' | 'done' | 'failed before';

export interface PreparedRun {
  readonly checked: CheckedConfig;
  /** To be run first; what they choose becomes cases by `withChosen`. */
  readonly searches: readonly PlannedSearch[];
  /** Without those whose settings a search has yet to choose. */
  readonly cases: readonly PlannedCase[];
  /** By place in `cases`. */
  readonly states: readonly CaseState[];
  readonly context: RunContext;
}

export interface SurveyEvents {
  readonly onSurveyStart: (datasetName: string) => void;
  readonly onSurveyProgress: (progress: CaseProgress) => void;
  readonly onSurveyEnd: (survey: Survey) => void;
}

async function surveyAll(checked: CheckedConfig, options: RunOptions, events: SurveyEvents): Promise<Survey[] | null> {
  const { datasets, split, skipBadRows } = checked.config;
  const surveys: Survey[] = [];
  for (const dataset of datasets) {
    events.onSurveyStart(datasetLabel(dataset));
    const { cacheDirectory, signal } = options;
    const job = { kind: 'survey', dataset, split, skipBadRows, cacheDirectory, withItemText: true } as const;
    const survey = await surveyDataset(job, signal, events.onSurveyProgress);
    if (survey === null) return null;
    surveys.push(survey);
    events.onSurveyEnd(survey);
  }
  return surveys;
}

async function statesOf(cases: readonly PlannedCase[], context: RunContext): Promise<CaseState[]> {
  const states: CaseState[] = [];
  for (const planned of cases) states.push(await stateOf(planned, context));
  return states;
}

async function stateOf(planned: PlannedCase, context: RunContext): Promise<CaseState> {
  const path = recordPath(context.resultsDirectory, context.machine.id, context.code.commit, planned.caseId);
  if (await finishedRecord(planned, path, context)) return 'done';
  return (await readRecord(path))?.status === 'failed' ? 'failed before' : 'to run';
}

/** An engine that is not here would fail every case; the onnx engine's CPU and the reference always are. */
async function checkEngine({ engine, threads }: CheckedConfig['config'], cases: readonly PlannedCase[]): Promise<void> {
  const isNeeded = cases.some((planned) => planned.engine !== null);
  if (!isNeeded || engine === 'onnx' || engine === 'reference') return;
  const answer = await runProbe({ kind: 'engine', choice: engine, threads });
  if (answer.kind === 'absent') throw new UserError(answer.reason);
}

/** Null where the user stopped it. Throws a UserError that names every fault of the config, before anything trains. */
export async function prepareRun(options: RunOptions, events: SurveyEvents): Promise<PreparedRun | null> {
  const checked = await readConfig(options.configPath, options.overrides);
  const baselines = selectBaselines(checked.baselines, options.only);
  const searches = planSearches(checked.config, baselines);
  if (searches.length > 0 && options.shard !== undefined) {
    throw new UserError('--shard: the config has a search, which has to see all its trials; run it in one piece.');
  }
  const planned = planCases(checked.config, fixedBaselines(checked.config, baselines));
  const cases = namedCases(shardOf(planned, options.shard), options.cases);
  const surveys = await surveyAll(checked, options, events);
  if (surveys === null) return null;
  await checkEngine(checked.config, [...cases, ...searches.flatMap(({ trials }) => trials)]);
  const faults = pairFaults(checked.config, baselines, surveys);
  if (faults.length > 0) throw checked.text.refuse(faults);
  const names = checked.config.datasets.map(datasetLabel);
  const context: RunContext = {
    resultsDirectory: resolve(options.resultsDirectory),
    cacheDirectory: options.cacheDirectory,
    machine: machineFacts(),
    code: codeFacts(options.givenCommit),
    prices: checked.config.prices ?? null,
    limits: checked.config.limits,
    surveys: new Map(names.map((name, index) => [name, surveys[index]!])),
    profiles: new Map(),
    onFinished: options.onFinished,
    signal: options.signal,
  };
  return { checked, searches, cases, states: await statesOf(cases, context), context };
}

/** The plan once the searches are over. */
export async function withChosen(prepared: PreparedRun, chosen: readonly ChosenBaseline[]): Promise<PreparedRun> {
  const { checked, context } = prepared;
  const fixed = [...new Set(prepared.cases.map(({ baseline }) => baseline))];
  const cases = planChosen(checked.config, fixed, chosen);
  return { ...prepared, searches: [], cases, states: await statesOf(cases, context) };
}

/** Profiles of all trials and cases that are to run, before the first of them. Null where the user stopped it. */
export async function withProfiles(prepared: PreparedRun, events: ProfileEvents): Promise<PreparedRun | null> {
  const { cases, states, searches, context, checked } = prepared;
  const trials = searches.flatMap((search) => search.trials);
  const toRun = [...trials, ...cases.filter((_, index) => states[index] !== 'done')];
  const profiles = await makeProfiles(toRun, context, checked.config.threads, events);
  return profiles && { ...prepared, context: { ...context, profiles } };
}

export function runPrepared(prepared: PreparedRun, events: RunEvents): Promise<RunResult> {
  return runCases(prepared.cases, prepared.context, events);
}
