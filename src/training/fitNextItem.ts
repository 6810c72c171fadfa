/** Trains a next-item model on an engine and returns it with its best validated weights. */
import type { FitInput, FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { SequentialRecommender } from '../inference/sequentialRecommender.ts';
import { SingleRecommender } from '../inference/singleRecommender.ts';
import { type StoredModel, writeStoredModel } from '../inference/storedModel.ts';
import { dropoutFrom, maskInput, NO_DROPOUT } from '../network/dropout.ts';
import { packedSpecs, packedTensors } from '../network/packedTensors.ts';
import { parameterCount } from '../network/parameters.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import type { Program, TensorSpec } from '../engine/engine.ts';
import { historyCount } from '../ranking.ts';
import { initialParameters } from './initialise.ts';
import { negativesPerPosition, nextItemLoss, type NextItemLossSettings } from './losses/nextItemLoss.ts';
import { NextItemBatches } from './nextItemBatches.ts';
import { optimiserState } from './optimiser.ts';
import { type LoopSettings, trainLoop, type TrainingOutcome, type TrainingPlan } from './trainLoop.ts';
import { gradientState, type StepPart, trainingProgram } from './trainingProgram.ts';
import { validationNdcg10 } from './validationScore.ts';

export interface NextItemSettings {
  readonly batchSize: number;
  readonly batchParts: number;
  readonly dropout: number;
  readonly loss: NextItemLossSettings;
  readonly loop: LoopSettings;
}

const CHECKPOINT_EVERY_SECONDS = 30;

/** The program of one training step for batches of `rowCount` rows. */
export function nextItemProgram(
  model: SequentialModel,
  settings: NextItemSettings,
  rowCount: number,
  part: StepPart = 'whole',
): Program {
  const { maxLength } = model;
  const slots: TensorSpec = { shape: [rowCount * maxLength], dtype: 'int32' };
  const negativeCount = negativesPerPosition(settings.loss);
  const inputs: Record<string, TensorSpec> = {
    ...packedSpecs(rowCount, maxLength),
    targetRows: slots,
    weights: { shape: slots.shape, dtype: 'float32' },
  };
  if (negativeCount > 0) inputs.negativeRows = { shape: [rowCount * maxLength, negativeCount], dtype: 'int32' };
  if (settings.dropout > 0) {
    for (const { site, shape } of model.dropoutSites(rowCount, maxLength))
      inputs[maskInput(site)] = { shape, dtype: 'float32' };
  }
  const step = {
    name: `train ${rowCount}x${maxLength}`,
    inputs,
    loss: (parameters: Parameters<Program['run']>[0], fed: Parameters<Program['run']>[1]) => {
      const dropout = settings.dropout > 0 ? dropoutFrom(fed) : NO_DROPOUT;
      const { hidden } = model.encode(parameters, packedTensors(fed), dropout);
      return nextItemLoss(settings.loss, hidden, model.output(parameters), fed);
    },
  };
  return trainingProgram(step, Object.keys(model.parameters), settings.loop.optimiser, part);
}

export async function fitNextItem(
  model: SequentialModel,
  settings: NextItemSettings,
  input: FitInput & { readonly engine: Engine },
  describe: Omit<StoredModel, 'parameters'>,
): Promise<FittedModel> {
  const { engine, seed, validation, seenItems } = input;
  const batches = new NextItemBatches(model, input.train, {
    batchSize: settings.batchSize,
    parts: settings.batchParts,
    dropout: settings.dropout,
    negativeCount: negativesPerPosition(settings.loss),
    seed,
  });
  if (batches.batchesPerEpoch === 0) {
    throw new UserError('No training sequence has two items of the catalogue; lower split.core or split.quantile.');
  }
  const parameters = initialParameters(model.parameters, seed);
  const state = engine.createState({
    ...parameters,
    ...optimiserState(parameters),
    ...(settings.batchParts > 1 ? gradientState(parameters) : {}),
  });
  const validator = new SequentialRecommender(model, engine, state);
  const plan: TrainingPlan = {
    batchesPerEpoch: batches.batchesPerEpoch,
    parameterNames: Object.keys(model.parameters),
    validate: () =>
      validationNdcg10(validation, seenItems, (histories, options) => validator.recommend(histories, options)),
    batch: (epoch: number, index: number) => {
      const parts = batches.batch(epoch, index);
      return parts.map(({ rowCount, inputs, positionCount }, at) => {
        const part =
          parts.length === 1 && settings.batchParts === 1 ? 'whole' : at < parts.length - 1 ? 'accumulate' : 'apply';
        return {
          programKey: `${part} ${rowCount}`,
          program: () => nextItemProgram(model, settings, rowCount, part),
          inputs,
          weight: positionCount,
        };
      });
    },
  };
  const outcome = await trainLoop(engine, state, plan, settings.loop, {
    checkpointDirectory: input.checkpointDirectory,
    identity: { describe, settings, seed, engine: engine.facts.name, sequenceCount: input.train.users.length },
    checkpointEverySeconds: input.checkpointEverySeconds ?? CHECKPOINT_EVERY_SECONDS,
    onProgress: input.onProgress,
  });
  await validator.dispose();
  state.dispose();
  const stored = { ...describe, parameters: outcome.bestParameters };
  return openFittedModel(model, engine, stored, {
    ...outcome,
    compileSeconds: outcome.compileSeconds + validator.compileSeconds,
  });
}

/** A model with given weights, ready to be asked: single requests and batches have graphs of their own. */
export async function openFittedModel(
  model: SequentialModel,
  engine: Engine,
  stored: StoredModel,
  outcome: Pick<TrainingOutcome, 'epochs' | 'compileSeconds'> & { readonly bestEpoch: number | null },
): Promise<FittedModel> {
  const state = engine.createState(stored.parameters);
  const batches = new SequentialRecommender(model, engine, state);
  const single = await SingleRecommender.open(model, engine, state);
  return {
    parameterCount: parameterCount(model.parameters),
    epochs: outcome.epochs,
    bestEpoch: outcome.bestEpoch,
    get compileSeconds() {
      return outcome.compileSeconds + single.compileSeconds + batches.compileSeconds;
    },
    recommend: (histories, options) => (historyCount(histories) === 1 ? single : batches).recommend(histories, options),
    save: (directory) => writeStoredModel(directory, stored),
    async dispose() {
      await batches.dispose();
      await single.dispose();
      state.dispose();
    },
  };
}
