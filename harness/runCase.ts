/**
 * One case from data to measured answers, inside a child process of its own but knowing nothing of processes: time,
 * progress and places to write come in as arguments. Only here do answers and targets meet.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfiguredBaseline, FitProgress, FittedModel, Need } from '../src/baseline.ts';
import type { Engine } from '../src/engine/engine.ts';
import { openEngine } from '../src/engine/openEngine.ts';
import { historyBatch, targets } from '../src/split/histories.ts';
import { writeAnswers } from './answerFiles.ts';
import type { CaseJob, CaseProgress } from './caseMessages.ts';
import { caseMetrics } from './caseMetrics.ts';
import type { Clock } from './clock.ts';
import { deriveCosts } from './costs.ts';
import { catalogueText, loadAndSplit, type LoadedData } from './loadCase.ts';
import { recommendTestSet, timeSingleRequests, type MeasureInput } from './measure.ts';
import { peakMemoryBytes } from './peakMemory.ts';
import { Phases } from './phases.ts';
import type { CompletedPart, PhaseName } from './record.ts';
import { importBaseline } from './registry.ts';

export interface CaseEnvironment {
  readonly clock: Clock;
  readonly onProgress: (progress: CaseProgress) => void;
  /** Called as each phase starts, so that a failure can name it. */
  readonly onPhase: (phase: PhaseName) => void;
}

export const ANSWERS_DIRECTORY = 'answers';
export const MODEL_DIRECTORY = 'model';

const NO_PROGRESS = { share: null, epoch: null, epochCount: null, loss: null, bestValidationNdcg10: null, note: null };

function fitProgress(progress: FitProgress): CaseProgress {
  const { epoch, epochCount, step, stepCount, loss, bestValidationNdcg10 } = progress;
  const share = epochCount > 0 ? (epoch - 1 + (stepCount > 0 ? step / stepCount : 0)) / epochCount : null;
  return { phase: 'fit', share, epoch, epochCount, loss, bestValidationNdcg10, note: null };
}

async function directoryBytes(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? await directoryBytes(path) : (await stat(path)).size;
  }
  return bytes;
}

async function fit(
  job: CaseJob,
  baseline: ConfiguredBaseline,
  needs: readonly Need[],
  data: LoadedData,
  engine: Engine | null,
  onProgress: CaseEnvironment['onProgress'],
): Promise<FittedModel> {
  const { split } = data;
  return baseline.fit({
    train: split.train,
    validation: split.validation,
    itemCount: split.catalogue.itemCount,
    itemText: needs.includes('itemText') ? catalogueText(data) : null,
    cutoffSeconds: split.cutoffSeconds,
    engine,
    seed: job.seed,
    seenItems: split.settings.seenItems,
    checkpointDirectory: job.checkpointDirectory,
    onProgress: (progress) => {
      onProgress(fitProgress(progress));
    },
  });
}

function epochWarnings(model: FittedModel): string[] {
  const broken = model.epochs.filter((epoch) => !Number.isFinite(epoch.loss)).map((epoch) => epoch.epoch);
  return broken.length > 0 ? [`The training loss was not a finite number in epochs ${broken.join(', ')}.`] : [];
}

async function measureAndStore(
  job: CaseJob,
  data: LoadedData,
  model: FittedModel,
  phases: Phases,
  environment: CaseEnvironment,
) {
  const { split } = data;
  const { clock, onProgress } = environment;
  const histories = historyBatch(split.test, 0, split.test.targetRow.length);
  const testTargets = targets(split.test);
  const k = Math.max(...job.cutoffs);
  const report = (phase: PhaseName) => (done: number, total: number) => {
    onProgress({ ...NO_PROGRESS, phase, share: done / total });
  };
  const input: Omit<MeasureInput, 'onProgress'> = {
    model,
    histories,
    options: { k, seenItems: split.settings.seenItems },
    itemCount: split.catalogue.itemCount,
    settings: job.measure,
    clock,
  };
  const answers = await phases.time('recommend', () => recommendTestSet({ ...input, onProgress: report('recommend') }));
  const single = await phases.time('single-requests', () =>
    timeSingleRequests({ ...input, onProgress: report('single-requests') }),
  );
  // Read before metrics and files add memory of their own to the case's.
  const memoryBytes = peakMemoryBytes();
  const files = await writeAnswers(join(job.outputDirectory, ANSWERS_DIRECTORY), {
    items: { shape: [testTargets.length, k], data: answers.items },
    scores: { shape: [testTargets.length, k], data: answers.scores },
    targets: { shape: [testTargets.length], data: testTargets },
    users: { shape: [testTargets.length], data: histories.users },
    batchSeconds: { shape: [answers.batchSeconds.length], data: answers.batchSeconds },
    requestSeconds: { shape: [single.sampleSeconds.length], data: single.sampleSeconds },
  });
  const metrics = await phases.time('metrics', () =>
    caseMetrics(job, data, { k, items: answers.items, targets: testTargets, users: histories.users }),
  );
  return { answers, single, memoryBytes, files, metrics, testCaseCount: testTargets.length };
}

export async function runCase(job: CaseJob, environment: CaseEnvironment): Promise<CompletedPart> {
  const { clock, onProgress, onPhase } = environment;
  const phases = new Phases(clock, (phase) => {
    onPhase(phase);
    onProgress({ ...NO_PROGRESS, phase });
  });
  const data = await loadAndSplit(job, phases, (note) => {
    onProgress({ ...NO_PROGRESS, phase: 'load', note });
  });
  const baseline = await importBaseline(job.baseline);
  const configured = baseline.configure(job.settings);
  const { engine: engineSettings } = job;
  const engine = engineSettings
    ? await phases.time('open-engine', () => openEngine(engineSettings.name, { threads: engineSettings.threads }))
    : null;
  const isResumed = (await readdir(job.checkpointDirectory)).length > 0;
  const model = await phases.time('fit', () => fit(job, configured, baseline.needs, data, engine, onProgress));
  const modelDirectory = join(job.outputDirectory, MODEL_DIRECTORY);
  await mkdir(modelDirectory, { recursive: true });
  await phases.time('save', () => model.save(modelDirectory));
  const measured = await measureAndStore(job, data, model, phases, environment);

  const part: CompletedPart = {
    engine: engine ? { ...engine.facts, versions: { ...engine.facts.versions } } : null,
    phases: phases.finished,
    epochs: model.epochs.map((epoch) => ({ ...epoch, loss: Number.isFinite(epoch.loss) ? epoch.loss : null })),
    bestEpoch: model.bestEpoch,
    isResumed,
    costs: deriveCosts({
      fitPhaseSeconds: phases.secondsOf('fit'),
      isResumed,
      epochs: model.epochs,
      compileSeconds: engine ? model.compileSeconds : null,
      testCaseCount: measured.testCaseCount,
      inferenceSeconds: measured.answers.inferenceSeconds,
      single: measured.single,
      peakMemoryBytes: measured.memoryBytes,
      cpuSeconds: clock.cpuSeconds(),
      parameterCount: model.parameterCount,
      modelBytes: await directoryBytes(modelDirectory),
    }),
    metrics: measured.metrics,
    answers: { directory: `${job.caseId}/${ANSWERS_DIRECTORY}`, files: measured.files },
    modelDirectory: `${job.caseId}/${MODEL_DIRECTORY}`,
    warnings: epochWarnings(model),
  };
  await model.dispose();
  await engine?.dispose();
  return part;
}
