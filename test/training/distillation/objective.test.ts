/** Distillation around a whole network: what it changes, what it must not, and its gradients in double precision. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EngineChoice } from '../../../src/engine/engineChoice.ts';
import type { HostArray, Program } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { UserError } from '../../../src/errors.ts';
import type { StateValue } from '../../../src/network/parameters.ts';
import { sasrecModel } from '../../../src/network/sasrecNetwork.ts';
import type { SequentialModel } from '../../../src/network/sequentialModel.ts';
import type { ProfileTargets } from '../../../src/profiles/profileTargets.ts';
import type { Sequences } from '../../../src/split/split.ts';
import {
  DISTIL,
  type Distillation,
  distillationObjective,
  FINE_TUNE,
} from '../../../src/training/distillation/distillationObjective.ts';
import { initialParameters } from '../../../src/training/initialise.ts';
import { nextItemObjective } from '../../../src/training/nextItemObjective.ts';
import type { TrainingObjective } from '../../../src/training/objective.ts';
import { lossInputs, modelLoss } from '../../../src/training/objectiveProgram.ts';
import { runInDoubles } from '../../support/doubles.ts';
import { wave } from '../../support/eager.ts';
import { waveProfiles } from '../../support/waveProfiles.ts';
import { TINY_SASREC } from '../../support/tinySasrec.ts';
import { drawHere } from '../../support/drawHere.ts';

const MODEL = sasrecModel(TINY_SASREC, 'from-end');
const BATCH_SIZE = 6;

const PHASES = [
  { name: DISTIL, epochs: 1, hasPatience: true, isKept: true },
  { name: FINE_TUNE, epochs: 1, hasPatience: true, isKept: true },
];

const SETTINGS: Distillation = {
  layer: 'last',
  pooling: { kind: 'exponential', gamma: 0.4, over: 'items' },
  error: 'mse',
  missing: 'left-out',
  learning: { weights: { alpha: 0.4, beta: 3 }, target: 'frozen', phases: PHASES },
};

function learning(changes: Partial<NonNullable<Distillation['learning']>>): Distillation {
  return { ...SETTINGS, learning: { ...SETTINGS.learning!, ...changes } };
}

/** Four users with 3, 6, 2 and 5 items: one is cut, rows are shared. */
function sequences(): Sequences {
  const offsets = Uint32Array.of(0, 3, 9, 11, 16);
  const items = Uint32Array.from(wave(16, 7), (x) => 1 + Math.floor(Math.abs(x) * TINY_SASREC.itemCount));
  return { users: Uint32Array.of(2, 0, 3, 1), offsets, items, timestamps: null };
}

/** User 3 has none. */
const PROFILES = waveProfiles(4, TINY_SASREC.width);

function objectiveOf(
  settings: Distillation,
  model: SequentialModel = MODEL,
  profiles: ProfileTargets = PROFILES,
): TrainingObjective {
  const train = sequences();
  const loss = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
  const base = nextItemObjective(model, train, { batchSize: BATCH_SIZE, batchParts: 1, seed: 11, loss });
  const input = { model, width: TINY_SASREC.width, profiles, users: train.users, batchSize: BATCH_SIZE };
  return distillationObjective(base, input, settings);
}

/** Moved off their initial zeros and ones, so that no gradient is trivially right. */
function parametersOf(objective: TrainingObjective): Record<string, StateValue> {
  const initial = initialParameters({ ...MODEL.parameters, ...objective.parameters }, 5);
  return Object.fromEntries(
    Object.entries(initial).map(([name, { spec, values }], index) => {
      const shift = wave(values.length, 100 + index);
      return [name, { spec, values: Float32Array.from(values, (value, at) => value + 0.1 * shift[at]!) }];
    }),
  );
}

interface Evaluated {
  readonly values: Readonly<Record<string, number>>;
  readonly gradients: Readonly<Record<string, HostArray | Float64Array>>;
}

const GRADIENT = 'gradient of ';

/** Loss, measures and the gradient of every parameter that the phase trains. */
function programOf(objective: TrainingObjective, phase: string | null, model = MODEL): Program {
  const { shape } = objective.batch(0, 0)[0]!;
  const names = [...Object.keys(model.parameters), ...(objective.parametersIn?.(phase) ?? [])];
  return {
    name: 'distillation',
    inputs: lossInputs(model, objective, 0, shape),
    run(state, fed) {
      const { loss, measures } = modelLoss(model, objective, 0, phase, state, fed);
      const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const trained = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return modelLoss(model, objective, 0, phase, { ...state, ...trained }, fed).loss;
      })(names.map((name) => state[name]!));
      const gradients = Object.fromEntries(names.map((name, index) => [GRADIENT + name, grads[index]!]));
      // One of the measures may be the loss itself, and no tensor goes out under two names.
      const measured = Object.entries(measures ?? {}).map(([name, measure]) => [name, tf.clone(measure)] as const);
      return { outputs: { loss, ...Object.fromEntries(measured), ...gradients } };
    },
  };
}

function evaluatedOf(outputs: Readonly<Record<string, HostArray | Float64Array>>): Evaluated {
  const entries = Object.entries(outputs).map(([name, values]) => [name, values.slice()] as const);
  const isGradient = (name: string): boolean => name.startsWith(GRADIENT);
  return {
    values: Object.fromEntries(entries.filter(([name]) => !isGradient(name)).map(([name, [value]]) => [name, value!])),
    gradients: Object.fromEntries(
      entries.filter(([name]) => isGradient(name)).map(([name, values]) => [name.slice(GRADIENT.length), values]),
    ),
  };
}

function inDoubles(objective: TrainingObjective, phase: string | null, model = MODEL): Evaluated {
  const { inputs } = objective.batch(0, 0)[0]!;
  return evaluatedOf(runInDoubles(programOf(objective, phase, model), parametersOf(objective), drawHere(inputs)));
}

async function onEngine(choice: EngineChoice, objective: TrainingObjective, phase: string): Promise<Evaluated> {
  const engine = await openEngine(choice, { threads: 1 });
  const program = await engine.compile(programOf(objective, phase), engine.createState(parametersOf(objective)));
  const evaluated = evaluatedOf(await program.run(drawHere(objective.batch(0, 0)[0]!.inputs)));
  await program.dispose();
  await engine.dispose();
  return evaluated;
}

function expectAlike(actual: Evaluated, expected: Evaluated, digits: number): void {
  for (const [name, value] of Object.entries(expected.values))
    expect(actual.values[name], name).toBeCloseTo(value, digits);
  expect(Object.keys(actual.gradients)).toEqual(Object.keys(expected.gradients));
  for (const [name, gradient] of Object.entries(expected.gradients)) {
    gradient.forEach((value, at) => expect(actual.gradients[name]![at], name).toBeCloseTo(value, digits));
  }
}

describe('gradients of the distillation phase', () => {
  it.each([
    ['mse, frozen', SETTINGS],
    ['rmse, projected', { ...learning({ target: 'projected' }), error: 'rmse' }],
    ['cosine after the final norm', { ...SETTINGS, error: 'cosine', layer: 'final' }],
    ['the first block, mean', { ...SETTINGS, layer: 1, pooling: { kind: 'mean', gamma: 1, over: 'items' } }],
  ] as [string, Distillation][])('equal central differences: %s', (_, settings) => {
    const objective = objectiveOf(settings);
    const { gradients } = inDoubles(objective, DISTIL);
    const parameters: Record<string, { spec: StateValue['spec']; values: Float64Array }> = Object.fromEntries(
      Object.entries(parametersOf(objective)).map(([name, { spec, values }]) => [
        name,
        { spec, values: Float64Array.from(values) },
      ]),
    );
    const [part] = objective.batch(0, 0);
    const inputs = drawHere(part!.inputs);
    const program: Program = {
      name: 'loss',
      inputs: lossInputs(MODEL, objective, 0, part!.shape),
      run: (state, fed) => ({ outputs: { loss: modelLoss(MODEL, objective, 0, DISTIL, state, fed).loss } }),
    };
    const step = 1e-5;
    for (const [name, gradient] of Object.entries(gradients)) {
      const { values } = parameters[name]!;
      for (let index = 0; index < values.length; index += Math.ceil(values.length / 6)) {
        const kept = values[index]!;
        const lossAt = (value: number): number => {
          values[index] = value;
          return runInDoubles(program, parameters, inputs).loss![0]!;
        };
        const difference = (lossAt(kept + step) - lossAt(kept - step)) / (2 * step);
        values[index] = kept;
        expect(Math.abs(gradient[index]! - difference), `${name}[${index}]`).toBeLessThan(1e-8);
      }
    }
  });

  it('with a dynamic beta are those of the number that it comes to', () => {
    const dynamic = inDoubles(objectiveOf(learning({ weights: { alpha: 0.4, beta: 'dynamic' } })), DISTIL);
    const { beta, modelLoss: ofModel, distillationLoss, loss } = dynamic.values as Record<string, number>;
    expect(beta).toBeCloseTo(ofModel! / distillationLoss!, 6);
    // Equal by construction; the gradients are not.
    expect(loss).toBeCloseTo(ofModel!, 6);
    const fixed = inDoubles(objectiveOf(learning({ weights: { alpha: 0.4, beta: beta! } })), DISTIL);
    expectAlike(dynamic, fixed, 7);
    expect(dynamic.gradients.items).not.toEqual(inDoubles(objectiveOf(SETTINGS), FINE_TUNE).gradients.items);
  });

  it.each([SETTINGS, learning({ target: 'projected', weights: { alpha: 0.7, beta: 'dynamic' } })])(
    'are the same on both engines',
    async (settings) => {
      const objective = objectiveOf(settings);
      for (const phase of [DISTIL, FINE_TUNE]) {
        expectAlike(await onEngine('onnx', objective, phase), await onEngine('reference', objective, phase), 5);
      }
    },
  );
});

describe('the other phase, and a model that only logs', () => {
  it('have the gradients of the model without profiles, bit for bit', async () => {
    const train = sequences();
    const loss = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
    const plain = nextItemObjective(MODEL, train, { batchSize: BATCH_SIZE, batchParts: 1, seed: 11, loss });
    const expected = await onEngine('onnx', plain, FINE_TUNE);
    for (const settings of [SETTINGS, learning({ target: 'projected' }), { ...SETTINGS, learning: null }]) {
      const { gradients, values } = await onEngine('onnx', objectiveOf(settings), FINE_TUNE);
      expect(gradients).toEqual(expected.gradients);
      expect(values.loss).toBe(expected.values.loss);
      expect(values.distillationLoss).toBeGreaterThan(0);
    }
  });

  it('log the very distance that the distillation phase learns from', () => {
    const learnt = inDoubles(objectiveOf(SETTINGS), DISTIL).values;
    const logged = inDoubles(objectiveOf({ ...SETTINGS, learning: null }), null).values;
    expect(logged.distillationLoss).toBe(learnt.distillationLoss);
    expect(logged.targetVariance).toBe(learnt.targetVariance);
  });
});

describe('packing', () => {
  it.each(['mean', 'exponential'] as const)('several sequences to a row give what one to a row gives (%s)', (kind) => {
    const settings = { ...SETTINGS, pooling: { kind, gamma: 0.4, over: 'items' } as const };
    const apart: SequentialModel = { ...MODEL, layout: 'one-per-row' };
    expect(objectiveOf(settings).batch(0, 0)[0]!.shape.rowCount).toBeLessThan(
      objectiveOf(settings, apart).batch(0, 0)[0]!.shape.rowCount,
    );
    const packed = inDoubles(objectiveOf(settings), DISTIL);
    expectAlike(inDoubles(objectiveOf(settings, apart), DISTIL, apart), packed, 12);
  });
});

describe('users without a profile', () => {
  /** The same vectors, and user 3's: far off. */
  const vectors = Float32Array.from([...PROFILES.vectors, ...Array.from({ length: TINY_SASREC.width }, () => 50)]);
  const all: ProfileTargets = { ...PROFILES, vectors, rowOfUser: Int32Array.of(0, 1, 2, 3) };

  it('change neither the error nor its mean, unless they count as met', () => {
    const error = (settings: Distillation, profiles: ProfileTargets): number =>
      inDoubles(objectiveOf(settings, MODEL, profiles), DISTIL).values.distillationLoss!;
    const three = error(SETTINGS, PROFILES);
    expect(error(SETTINGS, all)).toBeGreaterThan(three * 100);
    expect(error({ ...SETTINGS, missing: 'count-as-met' }, PROFILES)).toBeCloseTo((three * 3) / 4, 6);
    expect(error({ ...SETTINGS, missing: 'count-as-met' }, all)).toBeCloseTo(error(SETTINGS, all), 10);
  });

  it('leave a batch that has no other to its own loss', () => {
    const none: ProfileTargets = { ...PROFILES, rowOfUser: Int32Array.of(-1, -1, -1, -1, 0) };
    const train = sequences();
    const users = Uint32Array.from([...train.users, 4]);
    const loss = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
    const base = nextItemObjective(MODEL, train, { batchSize: BATCH_SIZE, batchParts: 1, seed: 11, loss });
    for (const error of ['mse', 'rmse', 'cosine'] as const) {
      const settings = { ...learning({ weights: { alpha: 0.4, beta: 'dynamic' } }), error };
      const input = { model: MODEL, width: TINY_SASREC.width, profiles: none, users, batchSize: BATCH_SIZE };
      const { values, gradients } = inDoubles(distillationObjective(base, input, settings), DISTIL);
      expect(values.distillationLoss).toBeCloseTo(0, 10);
      expect(values.beta).toBe(0);
      const own = inDoubles(base, null).gradients;
      for (const [name, gradient] of Object.entries(own)) {
        gradient.forEach((value, at) => expect(gradients[name]![at], name).toBeCloseTo(0.6 * value, 10));
      }
    }
  });
});

describe('what cannot be distilled is refused in a sentence', () => {
  it.each([
    [
      'no training user has a profile',
      SETTINGS,
      waveProfiles(4, TINY_SASREC.width, () => true),
      'None of the 4 training users',
    ],
    ['vectors of another width', SETTINGS, waveProfiles(4, 7), 'width 7 cannot be compared with states of width 4'],
  ] as [string, Distillation, ProfileTargets, string][])('%s', (_, settings, profiles, message) => {
    expect(() => objectiveOf(settings, MODEL, profiles)).toThrow(UserError);
    expect(() => objectiveOf(settings, MODEL, profiles)).toThrow(message);
  });
});
