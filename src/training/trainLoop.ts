/**
 * Epochs of steps with validation, early stopping, checkpoints and resuming. Knows nothing of models: it is given
 * programs and batches, and keeps the engine's state.
 */
import { performance } from 'node:perf_hooks';
import type { EpochLog, FitProgress, TrainingPart } from '../baseline.ts';
import type { CompiledProgram, Engine, EngineState, Program } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import type { StateValue } from '../network/parameters.ts';
import { type Checkpoint, checkpointKey, type Position, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { StepInputs } from './drawing/randomArray.ts';
import { stepsAhead } from './drawing/stepsAhead.ts';
import { learningRateAt, type LearningRateSettings } from './learningRate.ts';
import { optimiserInputs, type OptimiserSettings } from './optimiser.ts';
import { epochsOf, epochsOnTrack, isPhaseOver, type TrainingPhase } from './trainingPhases.ts';

export interface TrainingBatch {
  /** Batches of equal keys run the same program. */
  readonly programKey: string;
  readonly program: () => Program;
  readonly inputs: StepInputs;
  /** Weight of the step's loss in the epoch's mean; the parts of a step add up. */
  readonly weight: number;
}

/** What phases that train something of its own share; see `TrainingPhase.track`. */
export interface TrainingTrack extends LearningRateSettings {
  readonly batchesPerEpoch: number;
}

export interface TrainingPlan {
  readonly batchesPerEpoch: number;
  /** One after the other; each has programs of its own. */
  readonly phases: readonly TrainingPhase[];
  /** By the names that phases give; phases without a name train `batchesPerEpoch` at the loop's learning rate. */
  readonly tracks?: Readonly<Record<string, TrainingTrack>>;
  /**
   * Called when training enters a phase, before its first batch, and again when it is resumed within it.
   * @param isFresh Nothing of the phase is trained yet.
   */
  beginPhase?(phase: TrainingPhase, isFresh: boolean): Promise<void>;
  /**
   * The parts of a step, run one after the other; their losses, and whatever else their programs put out, add up. A
   * function of its arguments alone, called before the step before is run.
   * @param epoch From 0, over all phases.
   */
  batch(phase: TrainingPhase, epoch: number, index: number): readonly TrainingBatch[];
  /** Validation NDCG@10 of the state as it is; null where there is nothing to validate, or nothing to validate on. */
  validate(phase: TrainingPhase): Promise<number | null>;
  /** Seconds so far that `validate` spent on compiling its graphs. */
  validationCompileSeconds(): number;
  readonly parameterNames: readonly string[];
}

export interface LoopSettings extends LearningRateSettings {
  /** At most, all phases together. */
  readonly epochs: number;
  /** Validations in a row without a better one after which a phase stops; null: never. */
  readonly patience: number | null;
  /** The epoch whose weights are kept. */
  readonly keptEpoch: 'best' | 'last';
  readonly validateEveryEpochs: number;
  readonly optimiser: OptimiserSettings;
}

export interface LoopHooks {
  readonly checkpointDirectory: string | null;
  /** Whatever decides the result of training: a checkpoint of another identity is not resumed. */
  readonly identity: unknown;
  readonly checkpointEverySeconds: number;
  /** Pause after so many epochs, all phases together; null: train to the end. */
  readonly epochLimit: number | null;
  readonly onProgress: (progress: FitProgress) => void;
}

export interface TrainingOutcome {
  readonly epochs: readonly EpochLog[];
  readonly bestEpoch: number;
  readonly bestParameters: Readonly<Record<string, StateValue>>;
  readonly compileSeconds: number;
}

export async function trainLoop(
  engine: Engine,
  state: EngineState,
  plan: TrainingPlan,
  settings: LoopSettings,
  hooks: LoopHooks,
): Promise<TrainingOutcome> {
  const programs = new Map<string, CompiledProgram>();
  const disposePrograms = async (): Promise<void> => {
    for (const program of programs.values()) await program.dispose();
    programs.clear();
  };
  let compileSeconds = 0;
  const compiled = async (batch: Pick<TrainingBatch, 'programKey' | 'program'>): Promise<CompiledProgram> => {
    const known = programs.get(batch.programKey);
    if (known !== undefined) return known;
    const program = await engine.compile(batch.program(), state);
    compileSeconds += program.compileSeconds;
    programs.set(batch.programKey, program);
    return program;
  };

  const key = checkpointKey(hooks.identity);
  const resumed = hooks.checkpointDirectory === null ? null : await readCheckpoint(hooks.checkpointDirectory, key);
  if (resumed !== null) for (const [name, { values }] of Object.entries(resumed.state)) await state.write(name, values);
  const position: Position = { phase: 0, ...freshPosition(0), ...resumed?.position };
  const epochs: EpochLog[] = [...(resumed?.epochs ?? [])];
  let best = resumed?.best ?? null;
  const save = async (): Promise<void> => {
    if (hooks.checkpointDirectory === null) return;
    const checkpoint: Checkpoint = {
      key,
      position,
      epochs,
      best,
      state: await readState(state, Object.keys(state.specs)),
    };
    await writeCheckpoint(hooks.checkpointDirectory, checkpoint);
  };

  const trackOf = ({ track }: TrainingPhase): TrainingTrack =>
    track === undefined ? { ...settings, batchesPerEpoch: plan.batchesPerEpoch } : plan.tracks![track]!;
  const stepCountOf = ({ track }: TrainingPhase, batchesPerEpoch: number): number =>
    batchesPerEpoch *
    plan.phases.filter((phase) => phase.track === track).reduce((sum, phase) => sum + phase.epochs, 0);
  let savedAt = performance.now();
  /** What is left of the epoch that the position is in. */
  const trainEpoch = async (phase: TrainingPhase): Promise<void> => {
    const track = trackOf(phase);
    const { batchesPerEpoch } = track;
    const stepCount = stepCountOf(phase, batchesPerEpoch);
    const stepsBefore = epochsOnTrack(phase.track, plan.phases, epochs) * batchesPerEpoch;
    const steps = stepsAhead(position.index, batchesPerEpoch, (index) => plan.batch(phase, position.epoch, index));
    while (position.index < batchesPerEpoch) {
      const started = performance.now();
      const compiledBefore = compileSeconds;
      const parts = (await steps.next()).value!;
      position.dataSeconds += (performance.now() - started) / 1000;
      const step = stepsBefore + position.index + 1;
      const scalars = optimiserInputs(settings.optimiser, learningRateAt(track, step, stepCount), step);
      const values: Record<string, number> = {};
      for (const part of parts) {
        const program = await compiled(part);
        const engineStarted = performance.now();
        const outputs = await program.run({ ...part.inputs, ...scalars });
        position.engineSeconds += (performance.now() - engineStarted) / 1000;
        for (const [name, [value]] of Object.entries(outputs)) values[name] = (values[name] ?? 0) + value!;
      }
      const weight = parts.reduce((sum, part) => sum + part.weight, 0);
      if (!Number.isFinite(values.loss)) {
        throw new UserError(
          `The loss is ${values.loss} at step ${position.index + 1} of epoch ${position.epoch + 1}; ` +
            'lower learningRate, or set clipNorm.',
        );
      }
      for (const [name, value] of Object.entries(values)) {
        position.sums[name] = (position.sums[name] ?? 0) + value * weight;
      }
      position.weightSum += weight;
      const stepSeconds = (performance.now() - started) / 1000 - (compileSeconds - compiledBefore);
      position.trainSeconds += stepSeconds;
      position.index += 1;
      hooks.onProgress({
        epoch: position.epoch + 1,
        epochCount: Math.min(
          epochs.length + epochsLeft(plan.phases.slice(position.phase), epochs),
          hooks.epochLimit ?? Infinity,
        ),
        step: position.index,
        stepCount: batchesPerEpoch,
        loss: meanOf(position.sums.loss!, position.weightSum),
        bestValidationNdcg10: best?.ndcg10 ?? null,
        stepSeconds,
        ...(plan.tracks && { part: partOf(phase, plan.phases, epochs, position.index / batchesPerEpoch) }),
      });
      if (performance.now() - savedAt > hooks.checkpointEverySeconds * 1000) {
        await save();
        savedAt = performance.now();
      }
    }
  };
  const validated = async (phase: TrainingPhase): Promise<{ ndcg10: number | null; seconds: number }> => {
    const start = performance.now();
    const compiledBefore = plan.validationCompileSeconds();
    const ndcg10 = await plan.validate(phase);
    const compiling = plan.validationCompileSeconds() - compiledBefore;
    return { ndcg10, seconds: Math.max(0, (performance.now() - start) / 1000 - compiling) };
  };
  const keepBest = async (phase: TrainingPhase, epoch: number, ndcg10: number | null): Promise<void> => {
    if (!phase.isKept || ndcg10 === null || (best !== null && ndcg10 <= best.ndcg10)) return;
    best = { epoch, ndcg10, parameters: await readState(state, plan.parameterNames) };
  };
  const endEpoch = async (phase: TrainingPhase): Promise<void> => {
    const epoch = position.epoch + 1;
    const isDue = epochsLeft([phase], epochs) === 1 || epoch % settings.validateEveryEpochs === 0;
    const { ndcg10, seconds } = isDue ? await validated(phase) : { ndcg10: null, seconds: 0 };
    epochs.push(epochLog(position, phase.name, seconds, ndcg10));
    await keepBest(phase, epoch, ndcg10);
    Object.assign(position, freshPosition(epoch));
  };

  const isPaused = (): boolean => hooks.epochLimit !== null && position.epoch >= hooks.epochLimit;
  let begun: TrainingPhase | null = null;
  try {
    while (position.phase < plan.phases.length && !isPaused()) {
      const phase = plan.phases[position.phase]!;
      if (position.index === 0 && isPhaseOver(phase, epochs, settings.patience)) {
        await disposePrograms();
        position.phase += 1;
      } else {
        if (begun !== phase)
          await plan.beginPhase?.(phase, position.index === 0 && epochsOf(phase, epochs).length === 0);
        begun = phase;
        await trainEpoch(phase);
        await endEpoch(phase);
      }
    }
  } finally {
    await disposePrograms();
  }
  if (isPaused()) {
    await save();
    // Whoever paused wants a score of these weights; training that goes on later must not know it, and is as without.
    const [phase, last] = [plan.phases[position.phase], epochs.at(-1)];
    if (phase !== undefined && last?.validationNdcg10 === null) {
      const { ndcg10, seconds } = await validated(phase);
      epochs[epochs.length - 1] = { ...last, validationNdcg10: ndcg10, validationSeconds: seconds };
      await keepBest(phase, last.epoch, ndcg10);
    }
  }
  // Where nothing was validated, the last weights are the ones to keep as well.
  if (best === null || settings.keptEpoch === 'last') {
    best = { epoch: position.epoch, ndcg10: 0, parameters: await readState(state, plan.parameterNames) };
  }
  return { epochs, bestEpoch: best.epoch, bestParameters: best.parameters, compileSeconds };
}

function partOf(
  phase: TrainingPhase,
  phases: readonly TrainingPhase[],
  epochs: readonly EpochLog[],
  shareOfEpoch: number,
): TrainingPart {
  return {
    name: phase.name!,
    place: phases.indexOf(phase) + 1,
    partCount: phases.length,
    epochCount: phase.epochs,
    share: (epochsOf(phase, epochs).length + shareOfEpoch) / phase.epochs,
  };
}

/** At most. */
function epochsLeft(phases: readonly TrainingPhase[], epochs: readonly EpochLog[]): number {
  return phases.reduce((sum, phase) => sum + phase.epochs - epochsOf(phase, epochs).length, 0);
}

function freshPosition(epoch: number): Omit<Position, 'phase'> {
  return { epoch, index: 0, sums: {}, weightSum: 0, trainSeconds: 0, dataSeconds: 0, engineSeconds: 0 };
}

/** Of batches in which nothing was to be learnt: 0. */
function meanOf(sum: number, weightSum: number): number {
  return weightSum > 0 ? sum / weightSum : 0;
}

function epochLog(
  { epoch, sums, weightSum, trainSeconds, dataSeconds, engineSeconds }: Position,
  phase: string | null,
  validationSeconds: number,
  validationNdcg10: number | null,
): EpochLog {
  const { loss, ...measures } = Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, meanOf(sum, weightSum)]),
  );
  return {
    epoch: epoch + 1,
    trainSeconds,
    dataSeconds,
    engineSeconds,
    hostSeconds: Math.max(0, trainSeconds - dataSeconds - engineSeconds),
    validationSeconds,
    loss: loss!,
    validationNdcg10,
    ...(phase === null ? {} : { phase }),
    ...(Object.keys(measures).length === 0 ? {} : { measures }),
  };
}

async function readState(state: EngineState, names: readonly string[]): Promise<Record<string, StateValue>> {
  const entries: [string, StateValue][] = [];
  for (const name of names) entries.push([name, { spec: state.specs[name]!, values: await state.read(name) }]);
  return Object.fromEntries(entries);
}
