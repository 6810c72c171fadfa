/** Trains a generating recommender on an engine, and returns it with its best validated weights. */
import type { FitInput, FittedModel } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { checkpointFolder } from '../generation/hubFolder.ts';
import { withPrefix } from '../network/parameters.ts';
import { loadT5Checkpoint } from '../network/t5/t5Checkpoint.ts';
import { t5Parameters } from '../network/t5/t5Parameters.ts';
import { Random } from '../random.ts';
import { caseCount } from '../split/histories.ts';
import type { EvaluationCases } from '../split/split.ts';
import { checkpointKey } from '../training/checkpoint.ts';
import { ID_GENERATOR } from '../training/generation/softIdLoss.ts';
import { initialParameters } from '../training/initialise.ts';
import { optimiserState } from '../training/optimiser.ts';
import { trainLoop, type TrainingPlan } from '../training/trainLoop.ts';
import { gradientState } from '../training/trainingProgram.ts';
import { loopSettings } from '../training/trainingSettings.ts';
import { validationNdcg10 } from '../training/validationScore.ts';
import { recommenderCourse, warmupOf } from './course.ts';
import { type GenerativeModel, idKeyFor, makeGenerativeModel } from './generativeModel.ts';
import { GenerativeRecommender } from './generativeRecommender.ts';
import type { GenerativeSettings } from './generativeSettings.ts';
import { openIdGenerator } from './idGenerator/idGenerator.ts';
import { IdsOfRounds } from './idGenerator/idsOfRounds.ts';
import { turnsCourse } from './idGenerator/turnsCourse.ts';
import { withValidationTargets } from './namedUsers.ts';
import { embeddingSteps } from './embeddingSteps.ts';
import { openGenerative } from './openGenerative.ts';
import { t5Ids } from './t5Ids.ts';

const CHECKPOINT_EVERY_SECONDS = 30;

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
  const identity = { kind, settings, itemCount, seed, engine: engine.facts.name, sequenceCount: train.users.length };
  const { checkpointDirectory } = input;
  const idsOfRounds = new IdsOfRounds(checkpointDirectory, checkpointKey(identity));
  const { t5 } = settings.ids;
  const written =
    t5 === null ? null : await idsOfRounds.of('first', () => t5Ids(settings.ids, t5, idKeyFor(checkpoint), input));
  const users = settings.userIds === 'leak-validation-targets' ? withValidationTargets(train, input.validation) : train;
  const { model, statistics } = makeGenerativeModel(settings, itemText, users, checkpoint, written);
  const first = { model, statistics: { ...statistics } };
  const { shape } = model;
  const recommender = checkpoint?.parameters ?? initialParameters(t5Parameters(shape), seed);
  const generator = settings.idGenerator === null ? null : await openIdGenerator(settings.idGenerator, model, seed);
  const parameters = { ...recommender, ...withPrefix(generator?.parameters ?? {}, ID_GENERATOR) };
  const state = engine.createState({
    ...parameters,
    ...optimiserState(parameters),
    ...(settings.batchParts > 1 ? gradientState(recommender) : {}),
  });
  const stepFactors = {
    ...embeddingSteps(settings, shape, checkpoint === null),
    ...(generator === null
      ? {}
      : withPrefix(embeddingSteps(settings, generator.shape, generator.isFromScratch), ID_GENERATOR)),
  };
  const optimiser = { ...loopSettings({ ...settings, warmupSteps: 0 }).optimiser, stepFactors };
  const course =
    settings.idGenerator === null || generator === null
      ? recommenderCourse(first, input, optimiser)
      : turnsCourse({
          ...{ first, generator, settings: settings.idGenerator, fit: input, users, state, optimiser },
          ids: idsOfRounds,
        });
  const warmupSteps = warmupOf(settings.warmupSteps, settings.epochs * course.batchesPerEpoch);
  const validation = someCases(input.validation, settings.validationUsers, seed);
  const validator = new Validator(
    (asked) => new GenerativeRecommender(asked, { shape, engine, state }, { weights: 'live' }),
  );
  const plan: TrainingPlan = {
    ...course,
    parameterNames: Object.keys(recommender),
    validationCompileSeconds: () => validator.compileSeconds,
    async validate(phase) {
      if (!phase.isKept) return null;
      const asked = await validator.of((await course.namedIn(phase.name)).model);
      return validationNdcg10(validation, seenItems, (histories, options) => asked.recommend(histories, options));
    },
  };
  const hooks = {
    checkpointDirectory,
    identity,
    checkpointEverySeconds: input.checkpointEverySeconds ?? CHECKPOINT_EVERY_SECONDS,
    epochLimit: input.epochLimit ?? null,
    onProgress: input.onProgress,
  };
  const trained = async () => {
    try {
      const outcome = await trainLoop(engine, state, plan, loopSettings({ ...settings, warmupSteps }), hooks);
      const keptPhase = outcome.epochs.find(({ epoch }) => epoch === outcome.bestEpoch)?.phase ?? null;
      return { outcome, kept: await course.namedIn(keptPhase) };
    } finally {
      await validator.dispose();
      state.dispose();
    }
  };
  const { outcome, kept } = await trained();
  return openGenerative(
    kind,
    engine,
    { model: kept.model, parameters: outcome.bestParameters },
    {
      ...outcome,
      compileSeconds: outcome.compileSeconds + validator.compileSeconds,
      itemIds: kept.statistics,
    },
  );
}

/** Asks the model of the moment; one with other IDs has graphs of its own. */
class Validator {
  readonly #open: (model: GenerativeModel) => GenerativeRecommender;
  #current: { readonly model: GenerativeModel; readonly recommender: GenerativeRecommender } | null = null;
  #compileSeconds = 0;

  constructor(open: (model: GenerativeModel) => GenerativeRecommender) {
    this.#open = open;
  }

  get compileSeconds(): number {
    return this.#compileSeconds + (this.#current?.recommender.compileSeconds ?? 0);
  }

  async of(model: GenerativeModel): Promise<GenerativeRecommender> {
    if (this.#current?.model === model) return this.#current.recommender;
    await this.dispose();
    const recommender = this.#open(model);
    this.#current = { model, recommender };
    return recommender;
  }

  async dispose(): Promise<void> {
    this.#compileSeconds = this.compileSeconds;
    const before = this.#current;
    this.#current = null;
    await before?.recommender.dispose();
  }
}

/** At most so many cases, drawn with the seed. */
function someCases(cases: EvaluationCases, most: number, seed: number): EvaluationCases {
  const count = caseCount(cases);
  if (count <= most) return cases;
  const chosen = Random.fromSeed(seed).sample(count, most);
  const choose = (column: Uint32Array): Uint32Array => chosen.map((index) => column[index]!);
  return { sequences: cases.sequences, sequence: choose(cases.sequence), targetRow: choose(cases.targetRow) };
}
