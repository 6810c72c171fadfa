/** Puts what a case measured into the form of its record. */
import type { EpochLog, FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { metricsHash } from '../../src/metrics/metricsHash.ts';
import { ANSWERS_DIRECTORY } from '../records/answerFiles.ts';
import type { CaseJob } from './caseMessages.ts';
import { BrokenAnswerError } from './checkRanking.ts';
import type { Clock } from './clock.ts';
import { deriveCosts } from './costs.ts';
import type { MeasuredCase } from './measureCase.ts';
import type { Phases } from './phases.ts';
import { completedPartSchema, type CompletedPart } from '../records/record.ts';
import { settingsFaults, showPath } from '../config/settingsErrors.ts';

export const MODEL_DIRECTORY = 'model';

function engineFacts({ facts }: Engine): CompletedPart['engine'] {
  return { name: facts.name, provider: facts.provider, threads: facts.threads, versions: { ...facts.versions } };
}

/** What a model says of itself goes into the record as it is; a count that is no number must fail its case only. */
function checkPart(part: CompletedPart): CompletedPart {
  const parsed = completedPartSchema.safeParse(part);
  if (parsed.success) return part;
  const faults = settingsFaults(parsed.error, completedPartSchema, part);
  const sentences = faults.map(({ path, sentence }) => `${showPath(path)} ${sentence}`);
  throw new BrokenAnswerError(`the model reports what no record can hold: ${sentences.join(' ')}`);
}

/** What is not a finite number cannot be written, and is missing. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function epochPart(epoch: EpochLog): CompletedPart['epochs'][number] {
  const { phase, measures, dataSeconds, hostSeconds, engineSeconds, ...others } = epoch;
  return {
    ...others,
    loss: finite(epoch.loss),
    phase: phase ?? null,
    dataSeconds: dataSeconds ?? null,
    hostSeconds: hostSeconds ?? null,
    engineSeconds: engineSeconds ?? null,
    measures: Object.fromEntries(Object.entries(measures ?? {}).map(([name, value]) => [name, finite(value)])),
  };
}

function epochWarnings(model: Pick<FittedModel, 'epochs'>): string[] {
  const broken = model.epochs.filter((epoch) => !Number.isFinite(epoch.loss)).map((epoch) => epoch.epoch);
  return broken.length > 0 ? [`The training loss was not a finite number in epochs ${broken.join(', ')}.`] : [];
}

function shortListWarnings(model: FittedModel, items: Uint32Array, listCount: number): string[] {
  if (model.mayAnswerShort !== true) return [];
  const k = items.length / listCount;
  // Padding is at the end.
  const short = Array.from({ length: listCount }, (_, row) => items[row * k + k - 1]!).filter((item) => item === 0);
  return short.length > 0 ? [`${short.length} of ${listCount} lists hold fewer than ${k} items.`] : [];
}

type Facts = CompletedPart['modelFacts'];

/** What a model says of itself after it was opened again goes before what it said when it was trained. */
export function mergedFacts(before: Facts, after: Facts): Facts {
  const known = Object.entries(after).filter(([name, value]) => value !== null || !Object.hasOwn(before, name));
  return { ...before, ...Object.fromEntries(known) };
}

export interface CompletedPartInput {
  readonly job: CaseJob;
  readonly clock: Clock;
  readonly phases: Phases;
  readonly engine: Engine | null;
  readonly model: FittedModel;
  /** How the model came about, as it said once it was trained; it may have been opened again since. */
  readonly trained: Pick<FittedModel, 'epochs' | 'bestEpoch'> & { readonly facts: CompletedPart['modelFacts'] };
  readonly compileSeconds: number;
  readonly inferenceCompileSeconds: number;
  readonly isResumed: boolean;
  readonly measured: MeasuredCase;
  readonly modelBytes: number;
  readonly energyJoules: number | null;
}

export function completedPart(input: CompletedPartInput): CompletedPart {
  const { job, clock, phases, engine, model, trained, compileSeconds, isResumed, measured, modelBytes } = input;
  const profiles = job.profiles?.part ?? null;
  const part: CompletedPart = {
    engine: engine && engineFacts(engine),
    phases: phases.finished,
    epochs: trained.epochs.map(epochPart),
    bestEpoch: trained.bestEpoch,
    isResumed,
    costs: deriveCosts({
      loadSeconds: phases.secondsOf('load') + phases.secondsOf('split'),
      fitPhaseSeconds: phases.secondsOf('fit'),
      isResumed,
      epochs: trained.epochs,
      bestEpoch: trained.bestEpoch,
      profiles,
      compileSeconds: engine ? compileSeconds : null,
      inferenceCompileSeconds: engine ? input.inferenceCompileSeconds : null,
      testCaseCount: measured.testCaseCount,
      inferenceSeconds: measured.answers.inferenceSeconds,
      single: measured.single,
      peakMemoryBytes: measured.peakMemoryBytes,
      peakAcceleratorMemoryBytes: null,
      cpuSeconds: clock.cpuSeconds(),
      // What the processes before this one took is not known.
      energyJoules: isResumed ? null : input.energyJoules,
      operationsPerRequest: measured.single.multiplyAddsPerRequest,
      parameterCount: model.parameterCount,
      modelBytes,
    }),
    metrics: measured.metrics,
    metricsHash: metricsHash(),
    groups: measured.groups,
    profiles,
    modelFacts: mergedFacts(trained.facts, { ...model.facts?.() }),
    sharedModel: job.serving === null ? null : { trainedBy: job.caseId, serving: { ...job.serving.settings } },
    scenarios: null,
    answers: { directory: `${job.caseId}/${ANSWERS_DIRECTORY}`, files: measured.files },
    modelDirectory: `${job.caseId}/${MODEL_DIRECTORY}`,
    warnings: [
      ...(isResumed ? ['It was stopped and gone on with: CPU time is that of the last process alone.'] : []),
      ...epochWarnings(trained),
      ...shortListWarnings(model, measured.answers.items, measured.testCaseCount),
    ],
  };
  return checkPart(part);
}
