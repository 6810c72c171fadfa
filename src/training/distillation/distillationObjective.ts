/**
 * Distillation as an objective around another: the model's own loss, and beside it how far its pooled histories are from
 * the vectors of their users' profiles. In the phase `distil` it learns from both (the paper's section 2), in the phase
 * `fine-tune` from its own loss alone; the distance is measured in either, and also where nothing is to be learnt from it.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../../engine/engine.ts';
import { UserError } from '../../errors.ts';
import type { ParameterSpecs } from '../../network/parameters.ts';
import type { EncodedSequences, SequentialModel } from '../../network/sequentialModel.ts';
import type { ProfileTargets } from '../../profiles/profileTargets.ts';
import type { BatchPart, LossTerms, PartShape, TrainingObjective } from '../objective.ts';
import type { TrainingPhase } from '../trainingPhases.ts';
import { combinedLoss, type LossWeights } from './combinedLoss.ts';
import { type DistilledLayer, layerStates } from './distilledLayer.ts';
import { pool, poolInputs, type Pooling, poolSpecs } from './pooling.ts';
import { profileError, type ProfileErrorKind, targetVariance } from './profileError.ts';
import { type MissingProfiles, profileBatch, profileInputs, profileSpecs } from './profileInputs.ts';
import { projectionParameters, projectTargets } from './projection.ts';

export const DISTIL = 'distil';
export const FINE_TUNE = 'fine-tune';

/** What the distance between a history and a profile is. */
export interface ProfileDistance {
  readonly layer: DistilledLayer;
  readonly pooling: Pooling;
  readonly error: ProfileErrorKind;
  readonly missing: MissingProfiles;
}

export interface Distillation extends ProfileDistance {
  /** Null: the distance is measured and nothing learnt from it. */
  readonly learning: {
    readonly weights: LossWeights;
    /** `projected`: profile vectors go through a map that is trained along, as in the ECIR 2026 release. */
    readonly target: 'frozen' | 'projected';
    /** Named `distil` and `fine-tune`. */
    readonly phases: readonly TrainingPhase[];
  } | null;
}

export interface DistillationInput {
  readonly model: SequentialModel;
  readonly width: number;
  readonly profiles: ProfileTargets;
  /** Number in the dataset of each training sequence's user. */
  readonly users: Uint32Array;
  /** Sequences of a batch, at most. */
  readonly batchSize: number;
}

/** @throws UserError where no training user has a profile. */
export function distillationObjective(
  base: TrainingObjective,
  input: DistillationInput,
  settings: Distillation,
): TrainingObjective {
  return new DistillationObjective(base, input, settings);
}

class DistillationObjective implements TrainingObjective {
  readonly batchesPerEpoch: number;
  readonly parameters: ParameterSpecs;
  readonly identity: unknown;
  readonly phases?: readonly TrainingPhase[];
  readonly #base: TrainingObjective;
  readonly #input: DistillationInput;
  readonly #settings: Distillation;

  constructor(base: TrainingObjective, input: DistillationInput, settings: Distillation) {
    checkInput(input, settings);
    const { learning } = settings;
    const { width, profiles } = input;
    this.#base = base;
    this.#input = input;
    this.#settings = settings;
    this.batchesPerEpoch = base.batchesPerEpoch;
    this.parameters = {
      ...base.parameters,
      ...(learning?.target === 'projected' ? projectionParameters(profiles.width, width) : {}),
    };
    this.identity = { base: base.identity ?? null, profiles: profiles.contentHash };
    const phases = learning?.phases ?? base.phases;
    if (phases !== undefined) this.phases = phases;
  }

  /** The projection rests while nothing is learnt from the distance. */
  parametersIn(phase: string | null): readonly string[] {
    if (phase === DISTIL) return Object.keys(this.parameters);
    return this.#base.parametersIn?.(phase) ?? Object.keys(this.#base.parameters ?? {});
  }

  batch(epoch: number, index: number): readonly BatchPart[] {
    const { profiles, users, batchSize } = this.#input;
    const { pooling, missing } = this.#settings;
    return this.#base.batch(epoch, index).map((part) => {
      const { sequences, packing, lengths } = part;
      const batchUsers = sequences.map((sequence) => users[sequence]!);
      const inputs = {
        ...part.inputs,
        ...poolInputs(pooling, packing, lengths, this.#poolSizes),
        ...profileInputs(profiles, batchUsers, batchSize, missing),
      };
      return { ...part, inputs };
    });
  }

  get #poolSizes() {
    const { model, batchSize } = this.#input;
    return { perRow: model.layout === 'one-per-row' ? 1 : model.maxLength, sequenceCount: batchSize };
  }

  inputs(shape: PartShape): Record<string, TensorSpec> {
    const { model, profiles, batchSize } = this.#input;
    return {
      ...this.#base.inputs(shape),
      ...poolSpecs({ rowCount: shape.rowCount, rowLength: model.maxLength, ...this.#poolSizes }),
      ...profileSpecs(batchSize, profiles.width),
    };
  }

  loss(parameters: Tensors, encoded: EncodedSequences, fed: Tensors, phase: string | null): LossTerms {
    const { layer, error, learning } = this.#settings;
    const { loss: modelLoss, measures } = this.#base.loss(parameters, encoded, fed, phase);
    const pooled = pool(layerStates(encoded, layer), fed);
    const given = profileBatch(fed);
    const targets = learning?.target === 'projected' ? projectTargets(given.targets, parameters) : given.targets;
    const distance = profileError(error, pooled, { ...given, targets });
    const distances = { distillationLoss: distance, targetVariance: targetVariance({ ...given, targets }) };
    if (learning === null) return { loss: modelLoss, measures: { ...measures, ...distances } };
    const all: Record<string, tf.Scalar> = { ...measures, ...distances, modelLoss };
    if (phase !== DISTIL) return { loss: modelLoss, measures: all };
    const { loss, beta } = combinedLoss(learning.weights, modelLoss, distance);
    return { loss, measures: { ...all, beta } };
  }
}

function checkInput({ model, width, profiles, users }: DistillationInput, settings: Distillation): void {
  // Of no sequence at all is said elsewhere that nothing can be trained.
  if (users.length > 0 && users.every((user) => (profiles.rowOfUser[user] ?? -1) < 0)) {
    throw new UserError(`None of the ${users.length} training users has a profile; look at what the profiles are of.`);
  }
  if (settings.learning?.target !== 'projected' && profiles.width !== width) {
    throw new UserError(
      `Profile vectors of width ${profiles.width} cannot be compared with states of width ${width}; ` +
        'reduce them to that width, or set target: projected.',
    );
  }
  if (settings.pooling.over === 'slots' && model.layout !== 'one-per-row') {
    throw new Error('Slots are pooled over, and the model packs several sequences into a row.');
  }
}
