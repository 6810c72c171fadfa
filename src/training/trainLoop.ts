/**
 * Epochs of steps with validation, early stopping, checkpoints and resuming. Knows nothing of models: it is given
 * programs and batches, and keeps the engine's state.
 */
import { performance } from 'node:perf_hooks';
import type { EpochLog, FitProgress } from '../baseline.ts';
import type { CompiledProgram, Engine, EngineState, HostArray, Program } from '../engine/engine.ts';
import type { StateValue } from '../network/parameters.ts';
import { type Checkpoint, checkpointKey, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { optimiserInputs, type OptimiserSettings } from './optimiser.ts';

export interface TrainingBatch {
  /** Batches of equal keys run the same program. */
  readonly programKey: string;
  readonly program: () => Program;
  readonly inputs: Readonly<Record<string, HostArray>>;
  /** Weight of the step's loss in the epoch's mean; the parts of a step add up. */
  readonly weight: number;
}

export interface TrainingPlan {
  readonly batchesPerEpoch: number;
  /** The parts of a step, run one after the other; their losses add up. A function of its arguments alone. */
  batch(epoch: number, index: number): readonly TrainingBatch[];
  /** Validation NDCG@10 of the state as it is; null where there is nothing to validate on. */
  validate(): Promise<number | null>;
  readonly parameterNames: readonly string[];
}

export interface LoopSettings {
  readonly epochs: number;
  /** Validations in a row without a better one after which training stops; null: never. */
  readonly patience: number | null;
  readonly validateEveryEpochs: number;
  readonly learningRate: number;
  /** Steps over which the learning rate rises from 0. */
  readonly warmupSteps: number;
  readonly optimiser: OptimiserSettings;
}

export interface LoopHooks {
  readonly checkpointDirectory: string | null;
  /** Whatever decides the result of training: a checkpoint of another identity is not resumed. */
  readonly identity: unknown;
  readonly checkpointEverySeconds: number;
  readonly onProgress: (progress: FitProgress) => void;
}

export interface TrainingOutcome {
  readonly epochs: readonly EpochLog[];
  readonly bestEpoch: number;
  readonly bestParameters: Readonly<Record<string, StateValue>>;
  readonly compileSeconds: number;
}

/** What a run is in the middle of; all of it is in a checkpoint. */
interface Position {
  epoch: number;
  index: number;
  lossSum: number;
  weightSum: number;
  trainSeconds: number;
}

export async function trainLoop(
  engine: Engine,
  state: EngineState,
  plan: TrainingPlan,
  settings: LoopSettings,
  hooks: LoopHooks,
): Promise<TrainingOutcome> {
  const programs = new Map<string, CompiledProgram>();
  let compileSeconds = 0;
  const compiled = async (batch: TrainingBatch): Promise<CompiledProgram> => {
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
  const position: Position = resumed?.position ?? freshPosition(0);
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

  let savedAt = performance.now();
  while (position.epoch < settings.epochs && !isPatienceOver(epochs, best?.epoch ?? null, settings)) {
    while (position.index < plan.batchesPerEpoch) {
      const started = performance.now();
      const compiledBefore = compileSeconds;
      const parts = plan.batch(position.epoch, position.index);
      const step = position.epoch * plan.batchesPerEpoch + position.index + 1;
      const rate = settings.learningRate * Math.min(1, step / Math.max(1, settings.warmupSteps));
      const scalars = optimiserInputs(settings.optimiser, rate, step);
      let stepLoss = 0;
      for (const part of parts) {
        const { loss } = await (await compiled(part)).run({ ...part.inputs, ...scalars });
        stepLoss += loss![0]!;
      }
      const weight = parts.reduce((sum, part) => sum + part.weight, 0);
      if (!Number.isFinite(stepLoss)) {
        throw new Error(
          `The loss is ${stepLoss} at step ${position.index + 1} of epoch ${position.epoch + 1}; ` +
            'lower learningRate, or set clipNorm.',
        );
      }
      position.lossSum += stepLoss * weight;
      position.weightSum += weight;
      position.trainSeconds += (performance.now() - started) / 1000 - (compileSeconds - compiledBefore);
      position.index += 1;
      hooks.onProgress({
        epoch: position.epoch + 1,
        epochCount: settings.epochs,
        step: position.index,
        stepCount: plan.batchesPerEpoch,
        loss: position.lossSum / position.weightSum,
        bestValidationNdcg10: best?.ndcg10 ?? null,
      });
      if (performance.now() - savedAt > hooks.checkpointEverySeconds * 1000) {
        await save();
        savedAt = performance.now();
      }
    }
    const epoch = position.epoch + 1;
    const isLast = epoch === settings.epochs;
    const validationStart = performance.now();
    const ndcg10 = isLast || epoch % settings.validateEveryEpochs === 0 ? await plan.validate() : null;
    epochs.push({
      epoch,
      trainSeconds: position.trainSeconds,
      validationSeconds: (performance.now() - validationStart) / 1000,
      loss: position.lossSum / position.weightSum,
      validationNdcg10: ndcg10,
    });
    if (ndcg10 !== null && (best === null || ndcg10 > best.ndcg10)) {
      best = { epoch, ndcg10, parameters: await readState(state, plan.parameterNames) };
    }
    Object.assign(position, freshPosition(epoch));
  }
  for (const program of programs.values()) await program.dispose();
  // Nothing was validated: the last weights are the ones to keep.
  best ??= { epoch: position.epoch, ndcg10: 0, parameters: await readState(state, plan.parameterNames) };
  return { epochs, bestEpoch: best.epoch, bestParameters: best.parameters, compileSeconds };
}

function freshPosition(epoch: number): Position {
  return { epoch, index: 0, lossSum: 0, weightSum: 0, trainSeconds: 0 };
}

function isPatienceOver(epochs: readonly EpochLog[], bestEpoch: number | null, { patience }: LoopSettings): boolean {
  if (patience === null || bestEpoch === null) return false;
  return (
    epochs.filter(({ epoch, validationNdcg10 }) => epoch > bestEpoch && validationNdcg10 !== null).length >= patience
  );
}

async function readState(state: EngineState, names: readonly string[]): Promise<Record<string, StateValue>> {
  const entries: [string, StateValue][] = [];
  for (const name of names) entries.push([name, { spec: state.specs[name]!, values: await state.read(name) }]);
  return Object.fromEntries(entries);
}
