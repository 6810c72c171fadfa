/** Every network with every loss, at the smallest size that still has several of everything, and batches for it. */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Program, Tensors } from '../../src/engine/engine.ts';
import { bert4recModel, type Bert4recShape } from '../../src/network/bert4recNetwork.ts';
import { dropoutFrom } from '../../src/network/dropout.ts';
import { packedTensors } from '../../src/network/packedTensors.ts';
import type { ParameterSpecs, StateValue } from '../../src/network/parameters.ts';
import { sasrecModel, type SasrecShape } from '../../src/network/sasrecNetwork.ts';
import type { SequentialModel } from '../../src/network/sequentialModel.ts';
import type { Sequences } from '../../src/split/split.ts';
import { dropoutMasks } from '../../src/training/drawing/dropoutMasks.ts';
import type { MaskSettings } from '../../src/training/itemMasks.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import type { NextItemLossSettings } from '../../src/training/losses/nextItemLoss.ts';
import { maskedItemObjective } from '../../src/training/maskedItemObjective.ts';
import { nextItemObjective } from '../../src/training/nextItemObjective.ts';
import type { PartShape, TrainingObjective } from '../../src/training/objective.ts';
import { lossInputs, modelLoss, objectiveProgram, type StepSettings } from '../../src/training/objectiveProgram.ts';
import type { OptimiserSettings } from '../../src/training/optimiser.ts';
import { wave } from './eager.ts';
import { paritySoftIds, parityT5 } from './parityT5.ts';
import { TINY_SASREC } from './tinySasrec.ts';
import { drawHere } from './drawHere.ts';

export interface ParityBatch {
  /** Batches of equal keys have inputs of equal shapes. */
  readonly key: string;
  readonly specs: Program['inputs'];
  readonly inputs: Readonly<Record<string, HostArray>>;
}

export interface ParityNetwork {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly optimiser: OptimiserSettings;
  /** Batch `step`: the same sequences, other dropout masks and other draws. */
  batch(step: number): ParityBatch;
  hidden(parameters: Tensors, fed: Tensors): tf.Tensor;
  loss(parameters: Tensors, fed: Tensors): tf.Scalar;
  trainingProgram(batch: ParityBatch): Program;
}

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
  const model = sasrecModel({ ...TINY_SASREC, ...shape }, more.positions ?? 'from-end');
  const settings = { ...BATCH, loss: { loss: 'ce', negatives: 2, gbceCalibration: 0.75, ...loss } } as const;
  const objective = nextItemObjective(model, sequences(model.itemCount), settings);
  return sequential(name, model, objective, settingsWith(more.optimiser));
}

function bert4rec(name: string, shape: Partial<Bert4recShape>, masks: Partial<MaskSettings>): ParityNetwork {
  const { itemCount, maxLength, width, blockCount, headCount, initialDeviation } = TINY_SASREC;
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
  return sequential(name, model, objective, settingsWith());
}

function sequential(
  name: string,
  model: SequentialModel,
  objective: TrainingObjective,
  settings: StepSettings,
): ParityNetwork {
  const shapes = new Map<string, PartShape>();
  return {
    name,
    parameters: model.parameters,
    optimiser: settings.optimiser,
    batch(step) {
      const { shape, inputs, drawing } = objective.batch(step, 0)[0]!;
      const key = JSON.stringify(shape);
      shapes.set(key, shape);
      const sites = model.dropoutSites(shape.rowCount, model.maxLength);
      const masks = dropoutMasks(sites, { ...settings, seed: BATCH.seed }, drawing);
      return {
        key,
        specs: lossInputs(model, objective, settings.dropout, shape),
        inputs: drawHere({ ...inputs, ...masks }),
      };
    },
    hidden: (parameters, fed) => model.encode(parameters, packedTensors(fed), dropoutFrom(fed)).hidden,
    loss: (parameters, fed) => modelLoss(model, objective, settings.dropout, null, parameters, fed).loss,
    trainingProgram: ({ key }) => objectiveProgram(model, objective, settings, shapes.get(key)!),
  };
}

const SEQUENTIAL_NETWORKS: readonly ParityNetwork[] = [
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

/** Encoder and decoder with both feed-forward layers and both heads. */
const GENERATING_NETWORKS: readonly ParityNetwork[] = [
  parityT5('T5, tied', {}, 'ignored', settingsWith({ weightDecay: 0.01 }), BATCH, sequences(TINY_SASREC.itemCount)),
  parityT5(
    'T5 gated, untied, padding counted, clipping',
    { feedForward: 'gated-gelu', head: 'untied', isOutputScaled: false },
    'counted',
    settingsWith({ clipNorm: 0.1 }),
    BATCH,
    sequences(TINY_SASREC.itemCount),
  ),
  paritySoftIds(
    'ID generator by soft IDs',
    {},
    'softmax',
    settingsWith({ weightDecay: 0.01 }),
    BATCH,
    sequences(TINY_SASREC.itemCount),
  ),
  paritySoftIds(
    'ID generator by soft IDs of log-probabilities, gated, untied',
    { feedForward: 'gated-gelu', head: 'untied', isOutputScaled: false },
    'log-probability',
    settingsWith(),
    BATCH,
    sequences(TINY_SASREC.itemCount),
  ),
];

export const PARITY_NETWORKS: readonly ParityNetwork[] = [...SEQUENTIAL_NETWORKS, ...GENERATING_NETWORKS];

/** Four sequences of 3, 6, 2 and 5 items: one is cut, rows are shared. */
function sequences(itemCount: number): Sequences {
  const offsets = Uint32Array.of(0, 3, 9, 11, 16);
  const items = Uint32Array.from(wave(16, 7), (x) => 1 + Math.floor(Math.abs(x) * itemCount));
  return { users: Uint32Array.of(0, 1, 2, 3), offsets, items, timestamps: null };
}

/** Initial weights, those that begin as zeros or ones moved off them, so that no gradient is trivially right. */
export function parityParameters({ parameters }: ParityNetwork): Record<string, StateValue> {
  const initial = initialParameters(parameters, 5);
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

/** The loss alone. */
export function lossProgram(network: ParityNetwork, { specs }: ParityBatch): Program {
  return {
    name: network.name,
    inputs: specs,
    run: (state, fed) => ({ outputs: { [LOSS]: network.loss(state, fed) } }),
  };
}

/** Hidden states, loss, and the gradient of every parameter. */
export function gradientProgram(network: ParityNetwork, { specs }: ParityBatch): Program {
  const names = Object.keys(network.parameters);
  return {
    name: network.name,
    inputs: specs,
    run(state, fed) {
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const parameters = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return network.loss(parameters, fed);
      })(names.map((name) => state[name]!));
      const gradients = grads.map((gradient, index) => [gradientOf(names[index]!), gradient] as const);
      return { outputs: { [HIDDEN]: network.hidden(state, fed), [LOSS]: value, ...Object.fromEntries(gradients) } };
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
