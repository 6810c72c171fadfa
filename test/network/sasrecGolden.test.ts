/** Our SASRec against PyTorch's own layers: hidden states, loss and every gradient; see test/golden/sasrec.py. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { HostArray, Program } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { packedSpecs, packedTensors } from '../../src/network/packedTensors.ts';
import { emptyPackedArrays, packSequences, type Packing, placeSequence } from '../../src/network/packing.ts';
import { floatSpec } from '../../src/network/parameters.ts';
import { sasrecModel, type SasrecShape } from '../../src/network/sasrecNetwork.ts';
import { lastPosition, type SequentialModel } from '../../src/network/sequentialModel.ts';
import { nextItemLoss } from '../../src/training/losses/nextItemLoss.ts';

type Values = Readonly<Record<string, readonly number[]>>;

interface GoldenCase extends Pick<SasrecShape, 'norm' | 'paddingMask'> {
  /** Of every input item of every sequence, in order: [items, width]. */
  readonly hidden: readonly number[];
  readonly loss: number;
  readonly gradients: Values;
}

interface Golden {
  readonly torch: string;
  readonly shape: Pick<SasrecShape, 'itemCount' | 'maxLength' | 'width' | 'headCount' | 'blockCount'>;
  readonly sequences: readonly (readonly number[])[];
  readonly parameters: Values;
  readonly cases: readonly GoldenCase[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/sasrec.json', import.meta.url), 'utf8')) as Golden;
const CROSS_ENTROPY = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
const TOLERANCE = 1e-4;

const gradientOutput = (name: string): string => `gradient/${name}`;

/** Hidden states, loss and the gradient of every parameter. */
function goldenProgram(model: SequentialModel, { rowCount, rowLength }: Packing): Program {
  const slots = [rowCount * rowLength];
  const names = Object.keys(model.parameters);
  return {
    name: 'golden',
    inputs: {
      ...packedSpecs(rowCount, rowLength),
      targetRows: { shape: slots, dtype: 'int32' },
      weights: { shape: slots, dtype: 'float32' },
    },
    run(state, inputs) {
      const encode = (parameters: Parameters<Program['run']>[0]) =>
        model.encode(parameters, packedTensors(inputs), NO_DROPOUT).hidden;
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const parameters = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return nextItemLoss(CROSS_ENTROPY, encode(parameters), model.output(parameters), inputs);
      })(names.map((name) => state[name]!));
      const gradients = Object.fromEntries(names.map((name, index) => [gradientOutput(name), grads[index]!]));
      return { outputs: { hidden: encode(state), loss: value, ...gradients } };
    },
  };
}

/** The sequences shifted by one: inputs without the last item, targets without the first. */
function goldenBatch(model: SequentialModel): { packing: Packing; inputs: Record<string, HostArray> } {
  const lengths = golden.sequences.map((items) => items.length - 1);
  const packing = packSequences(lengths, model.maxLength, model.layout);
  const arrays = emptyPackedArrays(packing);
  const targetRows = new Int32Array(arrays.itemRows.length);
  const weights = new Float32Array(arrays.itemRows.length);
  const positionCount = lengths.reduce((sum, length) => sum + length, 0);
  golden.sequences.forEach((items, index) => {
    const length = lengths[index]!;
    placeSequence(arrays, packing, index, Uint32Array.from(items), 0, length, lastPosition(model, length));
    for (let at = 0; at < length; at++) {
      targetRows[packing.firstSlots[index]! + at] = items[at + 1]! - 1;
      weights[packing.firstSlots[index]! + at] = 1 / positionCount;
    }
  });
  return { packing, inputs: { ...arrays, targetRows, weights } };
}

function occupiedRows(hidden: HostArray, packing: Packing, width: number): number[] {
  return golden.sequences.flatMap((items, index) => {
    const first = packing.firstSlots[index]! * width;
    return Array.from(hidden.subarray(first, first + (items.length - 1) * width));
  });
}

/** Within the tolerance of the largest expected number; `scale` bounds that from below, for gradients that are zero. */
function expectClose(what: string, actual: ArrayLike<number>, expected: readonly number[], scale = 0): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  const worst = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index]!)), 0);
  expect(worst / largest, `${what}: largest error beside ${largest}`).toBeLessThan(TOLERANCE);
}

async function evaluate(choice: EngineChoice, { norm, paddingMask }: GoldenCase) {
  const shape: SasrecShape = { ...golden.shape, norm, paddingMask, output: 'tied', initialDeviation: 0 };
  const model = sasrecModel(shape, 'from-end');
  const { packing, inputs } = goldenBatch(model);
  const engine = await openEngine(choice, { threads: 2 });
  const state = engine.createState(
    Object.fromEntries(
      Object.entries(model.parameters).map(([name, spec]) => [
        name,
        { spec: floatSpec(spec.shape), values: Float32Array.from(golden.parameters[name]!) },
      ]),
    ),
  );
  const program = await engine.compile(goldenProgram(model, packing), state);
  const outputs = await program.run(inputs);
  const hidden = occupiedRows(outputs.hidden!, packing, shape.width);
  await program.dispose();
  return { outputs, hidden };
}

const engines = [{ choice: 'reference', absent: null, label: 'reference' } as const, ...(await enginesUnderTest())];

describe.each(engines)('SASRec on the $label engine', ({ choice, absent }) => {
  it.skipIf(absent !== null).each(golden.cases)(
    `equals PyTorch ${golden.torch}: $norm norm, padding $paddingMask`,
    async (expected) => {
      const { outputs, hidden } = await evaluate(choice, expected);
      expectClose('hidden', hidden, expected.hidden);
      expectClose('loss', outputs.loss!, [expected.loss]);
      const largest = Math.max(...Object.values(expected.gradients).flat().map(Math.abs));
      expect(Object.keys(expected.gradients).sort()).toEqual(Object.keys(golden.parameters).sort());
      for (const [name, gradient] of Object.entries(expected.gradients)) {
        // Keys' biases have no gradient at all: the softmax does not see them.
        expectClose(`gradient of ${name}`, outputs[gradientOutput(name)]!, gradient, largest * 1e-3);
      }
    },
  );
});
