/**
 * Training in turns (Tan et al. 2024, section 3.3): the ID generator learns from the recommender's loss while that stays
 * as it is; it writes all IDs anew, the trie and all prompts are made of these; then the recommender learns to read and
 * write them. One loop over a list of phases; both networks are in one state.
 */
import type { FitInput } from '../../baseline.ts';
import type { Engine, EngineState } from '../../engine/engine.ts';
import { itemDescription, type ItemIds, makeItemIds } from '../../generation/itemIds/itemIds.ts';
import { writeIdCandidates } from '../../generation/itemIds/idWriter.ts';
import { ItemTextPrompts } from '../../generation/prompts/itemTextPrompts.ts';
import { tokenKey } from '../../generation/tokenizer/itemTokens.ts';
import { floatSpec, parameterCount, type StateValue, withPrefix } from '../../network/parameters.ts';
import { t5Parameters } from '../../network/t5/t5Parameters.ts';
import { GenerationBatches } from '../../training/generation/generationBatches.ts';
import { SoftIdBatches } from '../../training/generation/softIdBatches.ts';
import { ID_GENERATOR } from '../../training/generation/softIdLoss.ts';
import { softIdSteps } from '../../training/generation/softIdSteps.ts';
import { t5Steps } from '../../training/generation/t5Steps.ts';
import { type TargetSamples, targetSamples } from '../../training/generation/targetSamples.ts';
import { optimiserState } from '../../training/optimiser.ts';
import type { LoopSettings, TrainingBatch, TrainingTrack } from '../../training/trainLoop.ts';
import { type Course, type NamedModel, recommenderBatches, warmupOf } from '../course.ts';
import { trainingPrompts, withItemIds } from '../generativeModel.ts';
import type { NamedUsers } from '../namedUsers.ts';
import type { IdGenerator } from './idGenerator.ts';
import type { IdGeneratorSettings } from './idGeneratorSettings.ts';
import type { IdsOfRounds } from './idsOfRounds.ts';
import { type Track, type Turn, turnsOf } from './turns.ts';

export interface TurnsInput {
  /** With the IDs that a generator from scratch is taught. */
  readonly first: NamedModel;
  readonly generator: IdGenerator;
  readonly settings: IdGeneratorSettings;
  readonly fit: FitInput & { readonly engine: Engine };
  readonly users: NamedUsers;
  /** Of both networks; see `ID_GENERATOR`. */
  readonly state: EngineState;
  readonly ids: IdsOfRounds;
  readonly optimiser: LoopSettings['optimiser'];
}

type Steps = (epoch: number, index: number) => TrainingBatch[];

export function turnsCourse(input: TurnsInput): Course {
  const { first, generator, settings, fit, state, ids } = input;
  const { model } = first;
  const { textTokens, rounds, epochs, pretrainEpochs } = settings;
  const { endToken } = generator.shape;
  const texts = new ItemTextPrompts(model.tokenizer, fit.itemText!.map(itemDescription), {
    maxTokens: textTokens,
    endToken,
  });
  const turns = turnsOf({
    rounds,
    pretrainEpochs: generator.isFromScratch ? pretrainEpochs : null,
    generatorEpochs: epochs,
    recommenderEpochs: model.settings.epochs,
  });
  const idsAfter = (learnt: number): Promise<ItemIds> => ids.of(learnt, () => writeIds(input, texts));
  const nameAfter = async (learnt: number): Promise<NamedModel> => {
    const written = await idsAfter(learnt);
    const before = learnt === 0 ? null : await idsAfter(learnt - 1);
    const generatorCount = parameterCount(t5Parameters(generator.shape));
    const statistics = {
      ...written.statistics,
      ...changes(before, written),
      idGeneratorParameterCount: generatorCount,
    };
    return { model: withItemIds(model, written, input.users), statistics };
  };
  const named = new Map<number, Promise<NamedModel>>();
  const namedIn = (name: string | null): Promise<NamedModel> => {
    const learnt = turns.find((turn) => turn.name === name)?.writtenAfterRounds ?? null;
    if (learnt === null) return Promise.resolve(first);
    const known = named.get(learnt) ?? nameAfter(learnt);
    named.set(learnt, known);
    return known;
  };
  const stepsOf: Readonly<Record<Track, (named: NamedModel) => Steps>> = {
    pretrain: ({ model: { itemTokens, settings: shared } }) =>
      t5Steps(generator.shape, pretrainBatches(input, texts, itemTokens), {
        ...{ dropout: shared.dropout, optimiser: input.optimiser, batchParts: 1, seed: fit.seed },
        prefix: ID_GENERATOR,
      }),
    idGenerator: (own) => generatorSteps(input, own, texts),
    recommender: ({ model: own }) =>
      t5Steps(own.shape, recommenderBatches(own, fit), { ...own.settings, optimiser: input.optimiser, seed: fit.seed }),
  };
  let steps: Steps | null = null;
  return {
    batchesPerEpoch: 0,
    phases: turns,
    tracks: tracksOf(input, turns),
    async beginPhase(phase, isFresh) {
      const turn = turns.find(({ name }) => name === phase.name)!;
      // What the generator's optimiser remembers of being taught is no guide to the rounds.
      if (isFresh && turn.name === firstOnTrack(turns, 'idGenerator').name) await forget(state, generator);
      steps = stepsOf[turn.track](await namedIn(turn.name));
    },
    batch: (_phase, epoch, index) => steps!(epoch, index),
    namedIn,
  };
}

function firstOnTrack(turns: readonly Turn[], track: Track): Turn {
  return turns.find((turn) => turn.track === track)!;
}

function tracksOf({ first, settings, fit }: TurnsInput, turns: readonly Turn[]): Record<Track, TrainingTrack> {
  const { model } = first;
  const { warmupSteps, learningRateDecay: decay, learningRate, batchSize } = model.settings;
  const sampleCount = targetSamples(fit.train, model.settings.targets).users.length;
  const track = (name: Track, samples: number, perStep: number, rate: number): TrainingTrack => {
    const batchesPerEpoch = Math.ceil(samples / perStep);
    const epochs = turns.filter((turn) => turn.track === name).reduce((sum, turn) => sum + turn.epochs, 0);
    // The recommender's own setting says how long its learning rate rises; the generator's rises for a twentieth.
    const warmup = warmupOf(name === 'recommender' ? warmupSteps : null, epochs * batchesPerEpoch);
    return { batchesPerEpoch, learningRate: rate, warmupSteps: warmup, decay };
  };
  return {
    pretrain: track('pretrain', fit.itemCount, settings.pretrainBatchSize, settings.pretrainLearningRate),
    idGenerator: track('idGenerator', sampleCount, settings.batchSize, settings.learningRate),
    recommender: track('recommender', sampleCount, batchSize, learningRate),
  };
}

/** Items as sequences of two events, the second of which is to be written from the text of the first. */
function pretrainBatches(
  { generator, settings, fit }: TurnsInput,
  texts: ItemTextPrompts,
  ids: NamedModel['model']['itemTokens'],
): GenerationBatches {
  const firstRows = Uint32Array.from({ length: fit.itemCount }, (_, index) => 2 * index);
  const samples: TargetSamples = {
    users: new Uint32Array(fit.itemCount),
    firstRows,
    targetRows: firstRows.map((row) => row + 1),
    items: Uint32Array.from({ length: 2 * fit.itemCount }, (_, row) => 1 + Math.floor(row / 2)),
  };
  return new GenerationBatches(samples, texts, ids, generator.shape, {
    ...{ batchSize: settings.pretrainBatchSize, batchParts: 1, labelPads: 'ignored', seed: fit.seed },
  });
}

function generatorSteps(
  { generator, settings, fit, optimiser }: TurnsInput,
  { model }: NamedModel,
  texts: ItemTextPrompts,
): Steps {
  const { shape, itemTokens, settings: shared } = model;
  const prompts = trainingPrompts(model, settings.historyLength);
  const batches = new GenerationBatches(targetSamples(fit.train, shared.targets), prompts, itemTokens, shape, {
    ...{ batchSize: settings.batchSize, batchParts: 1, labelPads: shared.labelPads, seed: fit.seed },
  });
  return softIdSteps(
    { generator: generator.shape, recommender: shape },
    new SoftIdBatches(batches, texts, itemTokens, generator.shape),
    { softIds: settings.softIds, dropout: shared.dropout, optimiser, seed: fit.seed },
  );
}

/** By the generator as it is now. */
async function writeIds(
  { first, generator, settings, fit, state }: TurnsInput,
  texts: ItemTextPrompts,
): Promise<ItemIds> {
  const { tokenizer, settings: shared } = first.model;
  const parameters: Record<string, StateValue> = {};
  for (const [name, { shape }] of Object.entries(t5Parameters(generator.shape))) {
    parameters[name] = { spec: floatSpec(shape), values: await state.read(ID_GENERATOR + name) };
  }
  const writer = { shape: generator.shape, parameters, tokenizer };
  const written = await writeIdCandidates(fit.engine, writer, texts, fit.itemCount, settings, (count) =>
    fit.onActivity?.(`item IDs written: ${count} of ${fit.itemCount}`),
  );
  return makeItemIds(fit.itemText!, shared.ids, tokenKey(tokenizer), written);
}

async function forget(state: EngineState, generator: IdGenerator): Promise<void> {
  const moments = optimiserState(withPrefix(generator.parameters, ID_GENERATOR));
  for (const [name, { values }] of Object.entries(moments)) await state.write(name, values);
}

/** Share of the items that are called otherwise than a round before; nothing where there is none. */
function changes(before: ItemIds | null, { texts }: ItemIds): Record<string, number> {
  if (before === null) return {};
  const changed = texts.filter((text, item) => text !== before.texts[item]).length;
  return { changedIdShare: changed / Math.max(1, texts.length - 1) };
}
