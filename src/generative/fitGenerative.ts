/** Trains a generating recommender on an engine, and returns it with its best validated weights. */
import type { FitInput, FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../errors.ts';
import { checkpointFolder } from '../generation/hubFolder.ts';
import { loadT5Checkpoint } from '../network/t5/t5Checkpoint.ts';
import { t5Parameters } from '../network/t5/t5Parameters.ts';
import { Random } from '../random.ts';
import { caseCount } from '../split/histories.ts';
import type { EvaluationCases } from '../split/split.ts';
import { GenerationBatches } from '../training/generation/generationBatches.ts';
import { t5Steps } from '../training/generation/t5Steps.ts';
import { targetSamples } from '../training/generation/targetSamples.ts';
import { initialParameters } from '../training/initialise.ts';
import { optimiserState } from '../training/optimiser.ts';
import { trainLoop, type TrainingPlan } from '../training/trainLoop.ts';
import { onePhase } from '../training/trainingPhases.ts';
import { gradientState } from '../training/trainingProgram.ts';
import { loopSettings } from '../training/trainingSettings.ts';
import { validationNdcg10 } from '../training/validationScore.ts';
import { type GenerativeModel, makeGenerativeModel, trainingPrompts } from './generativeModel.ts';
import { GenerativeRecommender } from './generativeRecommender.ts';
import type { GenerativeSettings } from './generativeSettings.ts';
import { openGenerative } from './openGenerative.ts';

const CHECKPOINT_EVERY_SECONDS = 30;
/** Of all steps, as in IDGenRec. */
const WARMUP_SHARE = 0.05;

/** @param kind Id of the baseline. */
export async function fitGenerative(
  kind: string,
  settings: GenerativeSettings,
  input: FitInput & { readonly engine: Engine },
): Promise<FittedModel> {
  const { engine, seed, train, itemText, itemCount, seenItems } = input;
  if (itemText === null) throw new Error(`Baseline "${kind}" was not given the items' texts.`);
  const checkpoint =
    settings.checkpoint === null ? null : await loadT5Checkpoint(await checkpointFolder(settings.checkpoint));
  const { model, statistics } = makeGenerativeModel(settings, itemText, train, checkpoint);
  const batches = batchesOf(model, input);
  const { shape } = model;
  const parameters = checkpoint?.parameters ?? initialParameters(t5Parameters(shape), seed);
  const state = engine.createState({
    ...parameters,
    ...optimiserState(parameters),
    ...(settings.batchParts > 1 ? gradientState(parameters) : {}),
  });
  const loop = loopSettings({
    ...settings,
    warmupSteps: settings.warmupSteps ?? Math.round(WARMUP_SHARE * settings.epochs * batches.batchesPerEpoch),
  });
  const validator = new GenerativeRecommender(model, { shape, engine, state }, { weights: 'live' });
  const validation = someCases(input.validation, settings.validationUsers, seed);
  const steps = t5Steps(shape, batches, { ...settings, optimiser: loop.optimiser, seed });
  const plan: TrainingPlan = {
    batchesPerEpoch: batches.batchesPerEpoch,
    phases: onePhase(settings.epochs),
    parameterNames: Object.keys(parameters),
    batch: (_phase, epoch, index) => steps(epoch, index),
    validate: () =>
      validationNdcg10(validation, seenItems, (histories, options) => validator.recommend(histories, options)),
  };
  const outcome = await trainLoop(engine, state, plan, loop, {
    checkpointDirectory: input.checkpointDirectory,
    identity: { kind, settings, itemCount, seed, engine: engine.facts.name, sequenceCount: train.users.length },
    checkpointEverySeconds: input.checkpointEverySeconds ?? CHECKPOINT_EVERY_SECONDS,
    epochLimit: input.epochLimit ?? null,
    onProgress: input.onProgress,
  });
  await validator.dispose();
  state.dispose();
  return openGenerative(
    kind,
    engine,
    { model, parameters: outcome.bestParameters },
    {
      ...outcome,
      compileSeconds: outcome.compileSeconds + validator.compileSeconds,
      itemIds: statistics,
    },
  );
}

function batchesOf(model: GenerativeModel, { train, seed }: FitInput): GenerationBatches {
  const samples = targetSamples(train, model.settings.targets);
  if (samples.users.length === 0) {
    throw new UserError('No training sequence has two items of the catalogue; lower split.core or split.quantile.');
  }
  return new GenerationBatches(samples, trainingPrompts(model), model.itemTokens, model.shape, {
    ...model.settings,
    seed,
  });
}

/** At most so many cases, drawn with the seed. */
function someCases(cases: EvaluationCases, most: number, seed: number): EvaluationCases {
  const count = caseCount(cases);
  if (count <= most) return cases;
  const chosen = Random.fromSeed(seed).sample(count, most);
  const choose = (column: Uint32Array): Uint32Array => chosen.map((index) => column[index]!);
  return { sequences: cases.sequences, sequence: choose(cases.sequence), targetRow: choose(cases.targetRow) };
}
