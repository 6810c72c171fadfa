/** The update in place: every rounding of it, and what a program may do with it. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Program, Tensors } from '../../src/engine/engine.ts';
import { type AdamArrays, adamInPlace, type AdamNumbers } from '../../src/engine/onnx/adamInPlace.ts';
import { traceProgram } from '../../src/engine/onnx/trace.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { Random } from '../../src/random.ts';
import { applyAdam, OPTIMISER_INPUTS, optimiserInputs, optimiserState } from '../../src/training/optimiser.ts';

function randomArrays(length: number, seed: number): AdamArrays {
  const random = Random.fromSeed(seed);
  const normal = () => Float32Array.from({ length }, () => random.normal());
  return {
    parameter: normal(),
    firstMoment: normal(),
    secondMoment: normal().map(Math.abs),
    gradient: normal(),
  };
}

/** The same in JavaScript, where Math.fround after each operation on doubles rounds as the operation on floats does. */
function floatByFloat(arrays: AdamArrays, numbers: AdamNumbers): Omit<AdamArrays, 'gradient'> {
  const round = Math.fround;
  const [beta1, beta2, scale] = [round(numbers.beta1), round(numbers.beta2), round(numbers.scale)];
  const [stepSize, epsilon, kept] = [round(numbers.stepSize), round(numbers.stepEpsilon), round(numbers.kept)];
  const gradient = arrays.gradient.map((g) => g * scale);
  const firstMoment = arrays.firstMoment.map((m, i) => round(m * beta1) + gradient[i]!);
  const secondMoment = arrays.secondMoment.map((v, i) => round(v * beta2) + round(gradient[i]! ** 2));
  const parameter = arrays.parameter.map((p, i) => {
    const change = round(firstMoment[i]! / round(round(Math.sqrt(secondMoment[i]!)) + epsilon));
    return round(p * kept) - round(change * stepSize);
  });
  return { parameter, firstMoment, secondMoment };
}

const NUMBERS = { beta1: 0.9, beta2: 0.999, scale: 0.37, stepSize: 1e-3, stepEpsilon: 1e-7, kept: 0.9999 };

describe('Adam in place', () => {
  // Around the length of a vector and that of a piece.
  it.each([0, 1, 3, 4, 5, 64, 8191, 8192, 8193, 20_000])('rounds as floats do, for %i of them', (length) => {
    const arrays = randomArrays(length, length + 1);
    const expected = floatByFloat(arrays, NUMBERS);
    const gradient = arrays.gradient.slice();
    adamInPlace(arrays, NUMBERS);
    expect(arrays.parameter).toEqual(expected.parameter);
    expect(arrays.firstMoment).toEqual(expected.firstMoment);
    expect(arrays.secondMoment).toEqual(expected.secondMoment);
    expect(arrays.gradient).toEqual(gradient);
  });

  it('leaves what lies beside a part of an array alone', () => {
    const whole = randomArrays(12, 1);
    const before = structuredClone(whole);
    const part = (array: Float32Array) => array.subarray(4, 9);
    adamInPlace(
      {
        parameter: part(whole.parameter),
        firstMoment: part(whole.firstMoment),
        secondMoment: part(whole.secondMoment),
        gradient: part(whole.gradient),
      },
      NUMBERS,
    );
    const outside = (array: Float32Array) => [...array.subarray(0, 4), ...array.subarray(9)];
    for (const name of ['parameter', 'firstMoment', 'secondMoment'] as const) {
      expect(outside(whole[name])).toEqual(outside(before[name]));
      expect(part(whole[name])).not.toEqual(part(before[name]));
    }
  });
});

const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 0.5 };
const spec = { shape: [2, 3], dtype: 'float32' as const };
const start = { w: { spec, values: Float32Array.of(1, -2, 3, -4, 5, -6) } };
const specs = { w: spec, 'moment1/w': spec, 'moment2/w': spec };

/** The gradient of the sum of squares, and what becomes of the new state. */
const program = (result: (updated: tf.NamedTensorMap) => ReturnType<Program['run']>): Program => ({
  name: 'test',
  inputs: OPTIMISER_INPUTS,
  run: (state: Tensors, inputs: Tensors) => result(applyAdam(SETTINGS, ['w'], [tf.mul(state.w!, 2)], state, inputs)),
});

const trained = program((state) => ({ outputs: {}, state }));

describe('a program that trains', () => {
  it('puts out gradients where the state is updated in place, and the state where it is not', () => {
    const inPlace = traceProgram(trained, specs, () => null, { updatesInPlace: true });
    expect(inPlace.updates).toHaveLength(1);
    expect(inPlace.updated).toEqual([]);
    const inGraph = traceProgram(trained, specs, () => null);
    expect(inGraph.updates).toEqual([]);
    expect(inGraph.updated).toEqual(['w', 'moment1/w', 'moment2/w']);
  });

  it.each([
    { name: 'onnx', threads: 1, how: 'in place' },
    { name: 'onnx', threads: 8, how: 'in the graph' },
    { name: 'reference', threads: 1, how: 'operator by operator' },
  ] as const)('comes to the same on $name with $threads threads, $how', async ({ name, threads }) => {
    const engine = await openEngine(name, { threads });
    const state = engine.createState({ ...start, ...optimiserState(start) });
    const compiled = await engine.compile(trained, state);
    const arrays: AdamArrays = {
      parameter: start.w.values.slice(),
      firstMoment: new Float32Array(6),
      secondMoment: new Float32Array(6),
      gradient: new Float32Array(6),
    };
    for (let step = 1; step <= 10; step++) {
      const inputs = optimiserInputs(SETTINGS, 0.01, step);
      await compiled.run(inputs);
      const gradient = arrays.parameter.map((value) => 2 * value);
      const scale = Math.min(1, SETTINGS.clipNorm / (Math.hypot(...gradient) + 1e-6));
      const [stepSize, stepEpsilon, kept] = [inputs.stepSize![0]!, inputs.stepEpsilon![0]!, inputs.kept![0]!];
      adamInPlace({ ...arrays, gradient }, { ...SETTINGS, scale, stepSize, stepEpsilon, kept });
    }
    for (const [entry, expected] of [
      ['w', arrays.parameter],
      ['moment1/w', arrays.firstMoment],
      ['moment2/w', arrays.secondMoment],
    ] as const) {
      const values = await state.read(entry);
      for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index]!, 5);
    }
    await compiled.dispose();
    await engine.dispose();
  });

  it('cannot use a parameter after its update, or keep the update from the state', async () => {
    const engine = await openEngine('onnx', { threads: 1 });
    const state = engine.createState({ ...start, ...optimiserState(start) });
    const used = program((updated) => ({ outputs: { sum: tf.sum(updated.w!) }, state: updated }));
    await expect(engine.compile(used, state)).rejects.toThrow('was used after its update');
    const lost = program(({ w }) => ({ outputs: {}, state: { w: w! } }));
    await expect(engine.compile(lost, state)).rejects.toThrow('updates state "moment1/w" and does not return it');
    const elsewhere = program((updated) => ({ outputs: {}, state: { ...updated, w: updated['moment1/w']! } }));
    await expect(engine.compile(elsewhere, state)).rejects.toThrow('was used after its update');
    await engine.dispose();
  });
});
