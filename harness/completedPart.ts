/** Puts what a case measured into the form of its record. */
import type { EpochLog, FittedModel } from '../src/baseline.ts';
import type { Engine } from '../src/engine/engine.ts';
import { ANSWERS_DIRECTORY } from './answerFiles.ts';
import type { CaseJob } from './caseMessages.ts';
import { BrokenAnswerError } from './checkRanking.ts';
import type { Clock } from './clock.ts';
import { deriveCosts } from './costs.ts';
import type { MeasuredCase } from './measureCase.ts';
import type { Phases } from './phases.ts';
import { completedPartSchema, type CompletedPart } from './record.ts';
import { settingsFaults, showPath } from './settingsErrors.ts';

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

function epochWarnings(model: FittedModel): string[] {
  const broken = model.epochs.filter((epoch) => !Number.isFinite(epoch.loss)).map((epoch) => epoch.epoch);
  return broken.length > 0 ? [`The training loss was not a finite number in epochs ${broken.join(', ')}.`] : [];
}

/** What is not a finite number cannot be written, and is missing. */
function recordedEpoch({ loss, measures, ...epoch }: EpochLog): CompletedPart['epochs'][number] {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const recorded = { ...epoch, loss: finite(loss) };
  if (measures === undefined) return recorded;
  return {
    ...recorded,
    measures: Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, finite(value)])),
  };
}

export interface CompletedPartInput {
  readonly job: CaseJob;
  readonly clock: Clock;
  readonly phases: Phases;
  readonly engine: Engine | null;
  readonly model: FittedModel;
  readonly compileSeconds: number;
  readonly isResumed: boolean;
  readonly measured: MeasuredCase;
  readonly modelBytes: number;
}

export function completedPart(input: CompletedPartInput): CompletedPart {
  const { job, clock, phases, engine, model, compileSeconds, isResumed, measured, modelBytes } = input;
  const part: CompletedPart = {
    engine: engine && engineFacts(engine),
    phases: phases.finished,
    epochs: model.epochs.map(recordedEpoch),
    bestEpoch: model.bestEpoch,
    isResumed,
    costs: deriveCosts({
      fitPhaseSeconds: phases.secondsOf('fit'),
      isResumed,
      epochs: model.epochs,
      compileSeconds: engine ? compileSeconds : null,
      inferenceCompileSeconds: engine ? model.compileSeconds - compileSeconds : null,
      testCaseCount: measured.testCaseCount,
      inferenceSeconds: measured.answers.inferenceSeconds,
      single: measured.single,
      peakMemoryBytes: measured.peakMemoryBytes,
      cpuSeconds: clock.cpuSeconds(),
      parameterCount: model.parameterCount,
      modelBytes,
    }),
    metrics: measured.metrics,
    answers: { directory: `${job.caseId}/${ANSWERS_DIRECTORY}`, files: measured.files },
    modelDirectory: `${job.caseId}/${MODEL_DIRECTORY}`,
    warnings: epochWarnings(model),
  };
  return checkPart(part);
}
