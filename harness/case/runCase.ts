/**
 * One case from data to measured answers, inside a child process of its own but knowing nothing of processes: time,
 * progress and places to write come in as arguments.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfiguredBaseline, FitProgress, FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { ProfileTargets } from '../../src/profiles/profileTargets.ts';
import { openTargets } from '../../src/profiles/targets/openTargets.ts';
import { NO_PROGRESS, type CaseJob, type CaseProgress, type FitJob } from './caseMessages.ts';
import type { Clock } from './clock.ts';
import { completedPart, MODEL_DIRECTORY } from './completedPart.ts';
import { catalogueItems, ITEMS_FILE, writeItems } from '../records/itemFile.ts';
import { catalogueText, loadAndSplit, type LoadedData } from './loadCase.ts';
import { measureCase } from './measureCase.ts';
import { Phases } from './phases.ts';
import type { CompletedPart, PhaseName } from '../records/record.ts';
import { importBaseline } from '../config/registry.ts';

export interface CaseEnvironment {
  readonly clock: Clock;
  /** Joules counted since the process began; null where nothing counts. */
  readonly joules: () => number | null;
  readonly onProgress: (progress: CaseProgress) => void;
  /** Called as each phase starts, so that a failure can name it. */
  readonly onPhase: (phase: PhaseName) => void;
}

function fitProgress(progress: FitProgress): CaseProgress {
  const { epoch, epochCount, step, stepCount, loss, bestValidationNdcg10, part = null } = progress;
  const share = epochCount > 0 ? (epoch - 1 + (stepCount > 0 ? step / stepCount : 0)) / epochCount : null;
  return { phase: 'fit', share, epoch, epochCount, loss, bestValidationNdcg10, part, note: null };
}

async function directoryBytes(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? await directoryBytes(path) : (await stat(path)).size;
  }
  return bytes;
}

/** The fit itself; `epochLimit` left out: to the end. */
export async function fitBaseline(
  job: Pick<FitJob, 'seed' | 'withItemText'> &
    Partial<Pick<FitJob, 'epochLimit'>> & { readonly checkpointDirectory: string | null },
  baseline: ConfiguredBaseline,
  data: LoadedData,
  profiles: ProfileTargets | null,
  engine: Engine | null,
  onProgress: (progress: FitProgress) => void,
  onActivity: (activity: string) => void = () => undefined,
): Promise<FittedModel> {
  const { split } = data;
  return baseline.fit({
    train: split.train,
    validation: split.validation,
    itemCount: split.catalogue.itemCount,
    itemText: job.withItemText ? catalogueText(data) : null,
    profiles,
    cutoffSeconds: split.cutoffSeconds,
    engine,
    seed: job.seed,
    seenItems: split.settings.seenItems,
    checkpointDirectory: job.checkpointDirectory,
    epochLimit: job.epochLimit ?? null,
    onProgress,
    onActivity,
  });
}

export interface FittedCase {
  readonly data: LoadedData;
  readonly engine: Engine | null;
  readonly model: FittedModel;
  readonly isResumed: boolean;
}

export function casePhases({ clock, onProgress, onPhase }: CaseEnvironment): Phases {
  return new Phases(clock, (phase) => {
    onPhase(phase);
    onProgress({ ...NO_PROGRESS, phase });
  });
}

/** Files of an earlier process; what it was in the middle of writing when it was killed is removed. */
async function leftToGoOnFrom(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const isPartial = (name: string): boolean => name.endsWith('.tmp');
  await Promise.all(names.filter(isPartial).map((name) => rm(join(directory, name), { recursive: true })));
  return names.filter((name) => !isPartial(name));
}

/** From data to a fitted model; the caller disposes of engine and model. */
export async function fitCase(
  job: FitJob,
  phases: Phases,
  onProgress: CaseEnvironment['onProgress'],
): Promise<FittedCase> {
  const data = await loadAndSplit(job, phases, (note) => {
    onProgress({ ...NO_PROGRESS, phase: 'load', note });
  });
  const { profiles: made } = job;
  const profiles = made ? await phases.time('load', () => openTargets(made, data.dataset.userIds)) : null;
  const baseline = await importBaseline(job.baseline);
  const configured = baseline.configure(job.settings);
  const { prepare } = configured;
  if (prepare !== null) {
    await phases.time('load', () =>
      prepare((note) => {
        onProgress({ ...NO_PROGRESS, phase: 'load', note });
      }),
    );
  }
  const { engine: engineSettings } = job;
  const engine = engineSettings
    ? await phases.time('open-engine', () => openEngine(engineSettings.name, { threads: engineSettings.threads }))
    : null;
  const isResumed = (await leftToGoOnFrom(job.checkpointDirectory)).length > 0;
  const model = await phases.time('fit', () =>
    fitBaseline(
      job,
      configured,
      data,
      profiles,
      engine,
      (progress) => {
        onProgress(fitProgress(progress));
      },
      (note) => {
        onProgress({ ...NO_PROGRESS, phase: 'fit', note });
      },
    ),
  );
  return { data, engine, model, isResumed };
}

/** The model of another case, to be asked in this case's way. */
async function openTrained(
  job: CaseJob,
  directory: string,
  phases: Phases,
  onProgress: CaseEnvironment['onProgress'],
): Promise<FittedCase> {
  const data = await loadAndSplit(job, phases, (note) => {
    onProgress({ ...NO_PROGRESS, phase: 'load', note });
  });
  const { engine: settings, serving } = job;
  const baseline = await importBaseline(job.baseline);
  const opened = await phases.time('open-engine', async () => {
    const engine = settings ? await openEngine(settings.name, { threads: settings.threads }) : null;
    return { engine, model: await baseline.load({ directory, engine, serving: serving!.settings }) };
  });
  return { data, ...opened, isResumed: false };
}

/** The model that was just trained, opened again to be asked in another way. */
async function reopened(
  job: CaseJob,
  fitted: FittedModel,
  engine: Engine | null,
  phases: Phases,
): Promise<FittedModel> {
  const directory = join(job.outputDirectory, 'trained');
  await mkdir(directory);
  const baseline = await importBaseline(job.baseline);
  const model = await phases.time('save', async () => {
    await fitted.save(directory);
    await fitted.dispose();
    return baseline.load({ directory, engine, serving: job.serving!.settings });
  });
  await rm(directory, { recursive: true });
  return model;
}

export async function runCase(job: CaseJob, environment: CaseEnvironment): Promise<CompletedPart> {
  const { clock, onProgress } = environment;
  const phases = casePhases(environment);
  const shared = job.serving?.modelDirectory ?? null;
  const {
    data,
    engine,
    isResumed,
    model: fitted,
  } = await (shared === null ? fitCase(job, phases, onProgress) : openTrained(job, shared, phases, onProgress));
  // Read before graphs for batches are compiled. Those for single requests are part of fitting: a model is ready to be asked.
  const { compileSeconds } = fitted;
  const trained = { epochs: fitted.epochs, bestEpoch: fitted.bestEpoch, facts: { ...fitted.facts?.() } };
  const isReopened = job.serving !== null && shared === null;
  const model = isReopened ? await reopened(job, fitted, engine, phases) : fitted;
  const openSeconds = isReopened ? model.compileSeconds : compileSeconds;
  const modelDirectory = join(job.outputDirectory, MODEL_DIRECTORY);
  await mkdir(modelDirectory, { recursive: true });
  await phases.time('save', () => model.save(modelDirectory));
  const measured = await measureCase(job, data, model, engine, phases, environment);

  // A network's numbers mean nothing without it. Now only, for peak memory is the case's own and has been read.
  if (engine !== null) await writeItems(join(job.outputDirectory, ITEMS_FILE), catalogueItems(data));
  const modelBytes = await directoryBytes(modelDirectory);
  const part = completedPart({
    ...{ job, clock, phases, engine, model, trained, compileSeconds, isResumed, measured, modelBytes },
    inferenceCompileSeconds: model.compileSeconds - openSeconds,
    energyJoules: environment.joules(),
  });
  await model.dispose();
  await engine?.dispose();
  return part;
}
