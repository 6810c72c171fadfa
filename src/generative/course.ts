/** What a generating recommender's training goes through, and what its items are called meanwhile. */
import type { FitInput } from '../baseline.ts';
import { UserError } from '../errors.ts';
import { GenerationBatches } from '../training/generation/generationBatches.ts';
import { t5Steps } from '../training/generation/t5Steps.ts';
import { targetSamples } from '../training/generation/targetSamples.ts';
import type { LoopSettings, TrainingPlan } from '../training/trainLoop.ts';
import { onePhase } from '../training/trainingPhases.ts';
import { type GenerativeModel, trainingPrompts } from './generativeModel.ts';

/** A model, and how its items came by their names. */
export interface NamedModel {
  readonly model: GenerativeModel;
  readonly statistics: Readonly<Record<string, number>>;
}

export interface Course extends Pick<TrainingPlan, 'batchesPerEpoch' | 'phases' | 'tracks' | 'beginPhase' | 'batch'> {
  /** What the recommender is while a phase is trained. */
  namedIn(phase: string | null): Promise<NamedModel>;
}

/** Of all steps, as in IDGenRec. */
const WARMUP_SHARE = 0.05;

export function warmupOf(warmupSteps: number | null, stepCount: number): number {
  return warmupSteps ?? Math.round(WARMUP_SHARE * stepCount);
}

/** The recommender alone, with IDs that stay. */
export function recommenderCourse(named: NamedModel, input: FitInput, optimiser: LoopSettings['optimiser']): Course {
  const { model } = named;
  const batches = recommenderBatches(model, input);
  const steps = t5Steps(model.shape, batches, { ...model.settings, optimiser, seed: input.seed });
  return {
    batchesPerEpoch: batches.batchesPerEpoch,
    phases: onePhase(model.settings.epochs),
    batch: (_phase, epoch, index) => steps(epoch, index),
    namedIn: () => Promise.resolve(named),
  };
}

/** @throws UserError where nothing can be learnt. */
export function recommenderBatches(model: GenerativeModel, { train, seed }: FitInput): GenerationBatches {
  const samples = targetSamples(train, model.settings.targets);
  if (samples.users.length === 0) {
    throw new UserError('No training sequence has two items of the catalogue; lower split.core or split.quantile.');
  }
  return new GenerationBatches(samples, trainingPrompts(model), model.itemTokens, model.shape, {
    ...model.settings,
    seed,
  });
}
