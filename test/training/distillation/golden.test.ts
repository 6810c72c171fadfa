/** Pooling, error, beta, loss and every gradient against PyTorch; see test/golden/distillation.py. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EngineChoice } from '../../../src/engine/engineChoice.ts';
import type { HostArray, Program } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { packSequences } from '../../../src/network/packing.ts';
import { floatSpec } from '../../../src/network/parameters.ts';
import { combinedLoss, type LossWeights } from '../../../src/training/distillation/combinedLoss.ts';
import { pool, poolInputs, type Pooling, poolSpecs } from '../../../src/training/distillation/pooling.ts';
import {
  profileError,
  type ProfileErrorKind,
  targetVariance,
} from '../../../src/training/distillation/profileError.ts';
import {
  type MissingProfiles,
  profileBatch,
  profileInputs,
  profileSpecs,
} from '../../../src/training/distillation/profileInputs.ts';
import { projectTargets, PROJECTION } from '../../../src/training/distillation/projection.ts';
import { enginesUnderTest } from '../../support/enginesPresent.ts';

interface GoldenCase {
  readonly pooling: Pooling;
  readonly error: ProfileErrorKind;
  readonly beta: LossWeights['beta'];
  readonly isProjected: boolean;
  readonly missing: MissingProfiles;
  readonly pooled: readonly number[];
  readonly distillationError: number;
  readonly scale: number;
  readonly loss: number;
  readonly targetVariance: number;
  readonly stateGradient: readonly number[];
  readonly weightGradient: readonly number[] | null;
  readonly biasGradient: readonly number[] | null;
}

interface Golden {
  readonly torch: string;
  readonly alpha: number;
  readonly lengths: readonly number[];
  readonly rowLength: number;
  readonly width: number;
  readonly profileWidth: number;
  readonly hasProfile: readonly boolean[];
  readonly states: readonly number[];
  readonly targets: readonly number[];
  readonly profiles: readonly number[];
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly cases: readonly GoldenCase[];
}

const golden = JSON.parse(readFileSync(new URL('../../golden/distillation.json', import.meta.url), 'utf8')) as Golden;
const { lengths, rowLength, width } = golden;
const slotCount = lengths.length * rowLength;
/** One more place than there are users, so that an empty one is there too. */
const PLACES = lengths.length + 1;
const POOLED = { perRow: 1, sequenceCount: PLACES };
const TOLERANCE = 2e-6;

/** Packs the golden sequences one to a row, where padding has the place that it has in the release. */
function inputsOf({ pooling, isProjected, missing }: GoldenCase): Record<string, HostArray> {
  const packing = packSequences(lengths, rowLength, 'one-per-row');
  const present = lengths.map((_, user) => user).filter((user) => golden.hasProfile[user]);
  const [all, profileWidth] = isProjected ? [golden.profiles, golden.profileWidth] : [golden.targets, width];
  const profiles = {
    width: profileWidth,
    rowOfUser: Int32Array.from(golden.hasProfile, (has, user) => (has ? present.indexOf(user) : -1)),
    vectors: Float32Array.from(present.flatMap((user) => all.slice(user * profileWidth, (user + 1) * profileWidth))),
    contentHash: '',
  };
  const isReal = Array.from({ length: slotCount }, (_, slot) => {
    const row = Math.floor(slot / rowLength);
    return (slot % rowLength) + lengths[row]! >= rowLength ? 1 : 0;
  });
  return {
    ...poolInputs(pooling, packing, lengths, POOLED),
    ...profileInputs(profiles, [...lengths.keys()], PLACES, missing),
    isReal: Float32Array.from(isReal),
  };
}

function programOf({ error, beta, isProjected }: GoldenCase): Program {
  const names = ['states', 'weight', 'bias'];
  return {
    name: 'distillation',
    inputs: {
      ...poolSpecs({ rowCount: lengths.length, rowLength, ...POOLED }),
      ...profileSpecs(PLACES, isProjected ? golden.profileWidth : width),
      isReal: { shape: [slotCount], dtype: 'float32' },
    },
    run(state, inputs) {
      const terms = (states: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) => {
        const pooled = pool(states, inputs);
        const given = profileBatch(inputs);
        const batch = isProjected
          ? {
              ...given,
              targets: projectTargets(given.targets, { [PROJECTION.weight]: weight, [PROJECTION.bias]: bias }),
            }
          : given;
        const squares = tf.sum(tf.mul(tf.mean(tf.square(states), 1), inputs.isReal!));
        const modelLoss = tf.add<tf.Scalar>(tf.div(squares, tf.sum(inputs.isReal!)), 2);
        const distance = profileError(error, pooled, batch);
        const { loss, beta: scale } = combinedLoss({ alpha: golden.alpha, beta }, modelLoss, distance);
        return { pooled, distance, scale, loss, variance: targetVariance(batch) };
      };
      const tensors = names.map((name) => state[name]!) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const { grads } = tf.valueAndGrads((states: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
        // TF.js wants a loss that depends on all that is differentiated.
        tf.add(terms(states, weight, bias).loss, tf.mul(tf.add(tf.sum(weight), tf.sum(bias)), 0)),
      )(tensors);
      const gradients = Object.fromEntries(names.map((name, index) => [`${name} gradient`, grads[index]!]));
      return { outputs: { ...terms(...tensors), ...gradients } };
    },
  };
}

/** Within the tolerance of the largest expected number. */
function expectClose(what: string, actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Math.max(1e-3, ...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
  expect(worst / scale, what).toBeLessThan(TOLERANCE);
}

async function evaluate(choice: EngineChoice, goldenCase: GoldenCase) {
  const engine = await openEngine(choice, { threads: 1 });
  const value = (shape: readonly number[], values: readonly number[]) => ({
    spec: floatSpec(shape),
    values: Float32Array.from(values),
  });
  const state = engine.createState({
    states: value([slotCount, width], golden.states),
    weight: value([golden.profileWidth, width], golden.weight),
    bias: value([width], golden.bias),
  });
  const program = await engine.compile(programOf(goldenCase), state);
  const outputs = await program.run(inputsOf(goldenCase));
  await program.dispose();
  await engine.dispose();
  return outputs;
}

const engines = [{ choice: 'reference', absent: null, label: 'reference' } as const, ...(await enginesUnderTest())];

describe.each(engines)('distillation on the $label engine', ({ choice, absent }) => {
  if (absent !== null) {
    it.skip('every case');
    return;
  }
  it.each(golden.cases)(
    `equals PyTorch ${golden.torch}: $pooling.kind over $pooling.over, $error, beta $beta, projected $isProjected, missing $missing`,
    async (expected) => {
      const outputs = await evaluate(choice, expected);
      const users = lengths.length * width;
      expectClose('pooled', outputs.pooled!.subarray(0, users), expected.pooled);
      expect(Array.from(outputs.pooled!.subarray(users), Math.abs)).toEqual(Array.from({ length: width }, () => 0));
      expectClose('error', outputs.distance!, [expected.distillationError]);
      expectClose('beta', outputs.scale!, [expected.scale]);
      expectClose('loss', outputs.loss!, [expected.loss]);
      expectClose('variance', outputs.variance!, [expected.targetVariance]);
      expectClose('gradient of the states', outputs['states gradient']!, expected.stateGradient);
      if (expected.weightGradient === null || expected.biasGradient === null) return;
      expectClose('gradient of the projection', outputs['weight gradient']!, expected.weightGradient);
      expectClose("gradient of the projection's bias", outputs['bias gradient']!, expected.biasGradient);
    },
  );
});
