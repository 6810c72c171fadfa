/** Trains a sequential model under an objective on an engine, and returns it with its best validated weights. */
import type { FitInput, FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { openFittedModel } from '../inference/openFittedModel.ts';
import { SequentialRecommender } from '../inference/sequentialRecommender.ts';
import type { StoredModel } from '../inference/storedModel.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import { dropoutMasks } from './drawing/dropoutMasks.ts';
import { initialParameters } from './initialise.ts';
import type { TrainingObjective } from './objective.ts';
import { objectiveProgram } from './objectiveProgram.ts';
import { optimiserState } from './optimiser.ts';
import { type LoopSettings, trainLoop, type TrainingPlan } from './trainLoop.ts';
import { onePhase } from './trainingPhases.ts';
import { gradientState, stepPart } from './trainingProgram.ts';
import { validationNdcg10 } from './validationScore.ts';

export interface FitSettings {
  readonly dropout: number;
  /** Parts of a batch, as the objective makes them. */
  readonly batchParts: number;
  readonly loop: LoopSettings;
}

const CHECKPOINT_EVERY_SECONDS = 30;

/** @param describe Kind, catalogue and resolved settings of the baseline: what is stored with the weights. */
export async function fitSequential(
  model: SequentialModel,
  objective: TrainingObjective,
  settings: FitSettings,
  input: FitInput & { readonly engine: Engine },
  describe: Omit<StoredModel, 'parameters'>,
): Promise<FittedModel> {
  const { engine, seed, validation, seenItems } = input;
  if (objective.batchesPerEpoch === 0) {
    throw new UserError('No training sequence has two items of the catalogue; lower split.core or split.quantile.');
  }
  const parameters = initialParameters({ ...model.parameters, ...objective.parameters }, seed);
  const state = engine.createState({
    ...parameters,
    ...optimiserState(parameters),
    ...(settings.batchParts > 1 ? gradientState(parameters) : {}),
  });
  const validator = new SequentialRecommender(model, engine, state);
  const plan: TrainingPlan = {
    ...trainingBatches(model, objective, settings, seed),
    parameterNames: Object.keys(model.parameters),
    validate: () =>
      validationNdcg10(validation, seenItems, (histories, options) => validator.recommend(histories, options)),
    validationCompileSeconds: () => validator.compileSeconds,
  };
  const identity = {
    describe,
    objective: objective.identity ?? null,
    seed,
    engine: engine.facts.name,
    sequenceCount: input.train.users.length,
  };
  const hooks = {
    checkpointDirectory: input.checkpointDirectory,
    identity,
    checkpointEverySeconds: input.checkpointEverySeconds ?? CHECKPOINT_EVERY_SECONDS,
    epochLimit: input.epochLimit ?? null,
    onProgress: input.onProgress,
  };
  const outcome = await trainLoop(engine, state, plan, settings.loop, hooks).finally(async () => {
    await validator.dispose();
    state.dispose();
  });
  const stored = { ...describe, parameters: outcome.bestParameters };
  return openFittedModel(model, engine, stored, {
    ...outcome,
    compileSeconds: outcome.compileSeconds + validator.compileSeconds,
  });
}

/** The objective's batches with their dropout masks and programs. */
function trainingBatches(
  model: SequentialModel,
  objective: TrainingObjective,
  { dropout, batchParts, loop }: FitSettings,
  seed: number,
): Pick<TrainingPlan, 'batchesPerEpoch' | 'phases' | 'batch'> {
  return {
    batchesPerEpoch: objective.batchesPerEpoch,
    phases: objective.phases ?? onePhase(loop.epochs),
    batch: ({ name: phase }, epoch, index) => {
      const parts = objective.batch(epoch, index);
      return parts.map(({ shape, inputs, positionCount, drawing }, at) => {
        const part = stepPart(at, parts.length, batchParts);
        return {
          programKey: `${part} ${JSON.stringify(shape)}`,
          program: () => objectiveProgram(model, objective, { dropout, optimiser: loop.optimiser }, shape, phase, part),
          inputs: {
            ...inputs,
            ...dropoutMasks(model.dropoutSites(shape.rowCount, model.maxLength), { dropout, seed }, drawing),
          },
          weight: positionCount,
        };
      });
    },
  };
}
