/** Every network with every loss, at the smallest size that still has several of everything, and batches for it. */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Program, Tensors } from '../../src/engine/engine.ts';
import { bert4recModel, type Bert4recShape } from '../../src/network/bert4recNetwork.ts';
import { dropoutFrom } from '../../src/network/dropout.ts';
import { packedTensors } from '../../src/network/packedTensors.ts';
import type { StateValue } from '../../src/network/parameters.ts';
import { sasrecModel, type SasrecShape } from '../../src/network/sasrecNetwork.ts';
import type { SequentialModel } from '../../src/network/sequentialModel.ts';
import type { Sequences } from '../../src/split/split.ts';
import { DropoutMasks } from '../../src/training/dropoutMasks.ts';
import type { MaskSettings } from '../../src/training/itemMasks.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import type { NextItemLossSettings } from '../../src/training/losses/nextItemLoss.ts';
import { maskedItemObjective } from '../../src/training/maskedItemObjective.ts';
import { nextItemObjective } from '../../src/training/nextItemObjective.ts';
import type { PartShape, TrainingObjective } from '../../src/training/objective.ts';
import { lossInputs, modelLoss, type StepSettings } from '../../src/training/objectiveProgram.ts';
import type { OptimiserSettings } from '../../src/training/optimiser.ts';
import { wave } from './eager.ts';

export interface ParityNetwork {
  readonly name: string;
  readonly model: SequentialModel;
  readonly objective: TrainingObjective;
  readonly settings: StepSettings;
}

const SHAPE: SasrecShape = {
  itemCount: 9,
  maxLength: 5,
  width: 4,
  blockCount: 2,
  headCount: 2,
  norm: 'pre',
  paddingMask: 'hidden',
  output: 'tied',
  initialDeviation: 0.3,
};

/**
 * Adam divides each gradient by its own size. Some gradients are zero but for rounding (the attention's key bias shifts
 * all scores of a softmax alike), and a small epsilon would make steps of full length out of that noise.
 */
const ADAM_EPSILON = 0.01;

const BATCH = { batchSize: 4, batchParts: 1, seed: 11 };
const DROPOUT = 0.25;

function settingsWith(optimiser: Partial<OptimiserSettings> = {}): StepSettings {
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: ADAM_EPSILON, weightDecay: 0, clipNorm: null };
  return { dropout: DROPOUT, optimiser: { ...adam, ...optimiser } };
}

function sasrec(
  name: string,
  shape: Partial<SasrecShape>,
  loss: Partial<NextItemLossSettings>,
  more: { readonly positions?: SequentialModel['positions']; readonly optimiser?: Partial<OptimiserSettings> } = {},
): ParityNetwork {
  const model = sasrecModel({ ...SHAPE, ...shape }, more.positions ?? 'from-end');
  const settings = { ...BATCH, loss: { loss: 'ce', negatives: 2, gbceCalibration: 0.75, ...loss } } as const;
  const objective = nextItemObjective(model, sequences(model.itemCount), settings);
  return { name, model, objective, settings: settingsWith(more.optimiser) };
}

function bert4rec(name: string, shape: Partial<Bert4recShape>, masks: Partial<MaskSettings>): ParityNetwork {
  const { itemCount, maxLength, width, blockCount, headCount, initialDeviation } = SHAPE;
  const model = bert4recModel({
    ...{ itemCount, maxLength, width, blockCount, headCount, initialDeviation },
    ...{ output: 'tied', head: 'dense', layout: 'packed', positions: 'from-end' },
    ...shape,
  });
  const objective = maskedItemObjective(model, sequences(itemCount), {
    ...BATCH,
    ...{ maskProbability: 0.5, lastItemShare: 0, withoutMask: 'mask-one', padding: 'plain', maskSeed: BATCH.seed },
    ...masks,
  });
  return { name, model, objective, settings: settingsWith() };
}

export const PARITY_NETWORKS: readonly ParityNetwork[] = [
  sasrec('SASRec pre, ce', {}, {}),
  sasrec(
    'SASRec post, untied, ce, AdamW with clipping',
    { norm: 'post', output: 'untied' },
    {},
    {
      optimiser: { clipNorm: 0.1, weightDecay: 0.01 },
    },
  ),
  sasrec('SASRec query-only, visible padding, bce', { norm: 'query-only', paddingMask: 'visible' }, { loss: 'bce' }),
  sasrec('SASRec pre, untied, gbce', { output: 'untied' }, { loss: 'gbce' }),
  sasrec('SASRec pre, sampled-ce, positions from the start', {}, { loss: 'sampled-ce' }, { positions: 'from-start' }),
  bert4rec('BERT4Rec', {}, {}),
  bert4rec(
    'BERT4Rec without a head, untied, padding masked',
    { head: 'none', output: 'untied', layout: 'one-per-row' },
    { padding: 'masked' },
  ),
];

/** Four sequences of 3, 6, 2 and 5 items: one is cut, rows are shared. */
function sequences(itemCount: number): Sequences {
  const offsets = Uint32Array.of(0, 3, 9, 11, 16);
  const items = Uint32Array.from(wave(16, 7), (x) => 1 + Math.floor(Math.abs(x) * itemCount));
  return { users: Uint32Array.of(0, 1, 2, 3), offsets, items, timestamps: null };
}

/** Batch `step`: the same sequences, other dropout masks and other draws. */
export function parityBatch({ model, objective, settings }: ParityNetwork, step: number) {
  const { shape, inputs, drawing } = objective.batch(step, 0)[0]!;
  const sites = model.dropoutSites(shape.rowCount, model.maxLength);
  const masks = new DropoutMasks(settings.dropout, BATCH.seed).draw(sites, 0, drawing);
  return { shape, inputs: { ...inputs, ...masks } };
}

/** Initial weights, those that begin as zeros or ones moved off them, so that no gradient is trivially right. */
export function parityParameters({ model }: ParityNetwork): Record<string, StateValue> {
  const initial = initialParameters(model.parameters, 5);
  return Object.fromEntries(
    Object.entries(initial).map(([name, { spec, values }], index) => {
      const shift = wave(values.length, 100 + index);
      return [name, { spec, values: Float32Array.from(values, (value, at) => value + 0.1 * shift[at]!) }];
    }),
  );
}

export const LOSS = 'loss';
export const HIDDEN = 'hidden';
export const gradientOf = (parameter: string): string => `gradient of ${parameter}`;

function inputsOf({ model, objective, settings }: ParityNetwork, shape: PartShape): Program['inputs'] {
  return lossInputs(model, objective, settings.dropout, shape);
}

function lossOf({ model, objective, settings }: ParityNetwork, parameters: Tensors, fed: Tensors): tf.Scalar {
  return modelLoss(model, objective, settings.dropout, null, parameters, fed).loss;
}

/** The loss alone. */
export function lossProgram(network: ParityNetwork, shape: PartShape): Program {
  return {
    name: network.name,
    inputs: inputsOf(network, shape),
    run: (state, fed) => ({ outputs: { [LOSS]: lossOf(network, state, fed) } }),
  };
}

/** Hidden states, loss, and the gradient of every parameter. */
export function gradientProgram(network: ParityNetwork, shape: PartShape): Program {
  const names = Object.keys(network.model.parameters);
  return {
    name: network.name,
    inputs: inputsOf(network, shape),
    run(state, fed) {
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const parameters = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return lossOf(network, parameters, fed);
      })(names.map((name) => state[name]!));
      const gradients = grads.map((gradient, index) => [gradientOf(names[index]!), gradient] as const);
      const { hidden } = network.model.encode(state, packedTensors(fed), dropoutFrom(fed));
      return { outputs: { [HIDDEN]: hidden, [LOSS]: value, ...Object.fromEntries(gradients) } };
    },
  };
}

/** Largest difference, as a share of the largest expected number. */
export function relativeDifference(actual: HostArray, expected: ArrayLike<number>, leastScale: number): number {
  let difference = 0;
  let scale = leastScale;
  for (let index = 0; index < expected.length; index++) {
    difference = Math.max(difference, Math.abs(actual[index]! - expected[index]!));
    scale = Math.max(scale, Math.abs(expected[index]!));
  }
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / scale;
}
