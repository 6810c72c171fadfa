/** Our BERT4Rec against Hugging Face's BertModel: every block, loss and every gradient; see test/golden/bert4rec.py. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { HostArray, Program, Tensors } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { bert4recModel, type Bert4recShape } from '../../src/network/bert4recNetwork.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { packedTensors } from '../../src/network/packedTensors.ts';
import { emptyPackedArrays, packSequences, type Packing, placeItem, placeSequence } from '../../src/network/packing.ts';
import { floatSpec } from '../../src/network/parameters.ts';
import { lastPosition, type SequentialModel } from '../../src/network/sequentialModel.ts';
import { maskedItemObjective } from '../../src/training/maskedItemObjective.ts';
import type { TrainingObjective } from '../../src/training/objective.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';

type Values = Readonly<Record<string, readonly number[]>>;

interface GoldenCase extends Pick<Bert4recShape, 'head' | 'output' | 'layout'> {
  /** Of every item of every sequence, in order; with a row for each, of its padding too. [blocks][slots, width] */
  readonly blocks: readonly (readonly number[])[];
  readonly hidden: readonly number[];
  readonly loss: number;
  readonly gradients: Values | null;
}

interface Golden {
  readonly transformers: string;
  readonly shape: Pick<Bert4recShape, 'itemCount' | 'maxLength' | 'width' | 'headCount' | 'blockCount'>;
  readonly sequences: readonly (readonly number[])[];
  readonly masked: readonly (readonly number[])[];
  readonly parameters: Values;
  readonly cases: readonly GoldenCase[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/bert4rec.json', import.meta.url), 'utf8')) as Golden;
const TOLERANCE = 1e-4;
const lengths = Uint32Array.from(golden.sequences, (items) => items.length);

/** Only its loss is used here: the masks are those of the golden file. */
function objectiveOf(model: SequentialModel): TrainingObjective {
  const none = { users: new Uint32Array(0), offsets: Uint32Array.of(0), items: new Uint32Array(0), timestamps: null };
  return maskedItemObjective(model, none, {
    batchSize: 1,
    batchParts: 1,
    seed: 0,
    maskProbability: 0,
    lastItemShare: 0,
    withoutMask: 'leave',
    padding: 'plain',
    maskSeed: 0,
  });
}

function goldenBatch(model: SequentialModel): { packing: Packing; inputs: Record<string, HostArray> } {
  const { itemCount, maxLength, layout } = model;
  const packing = packSequences(lengths, maxLength, layout);
  const arrays = emptyPackedArrays(packing);
  if (layout === 'one-per-row') arrays.positions.forEach((_, slot) => (arrays.positions[slot] = slot % maxLength));
  const scored: { slot: number; target: number }[] = [];
  golden.sequences.forEach((items, index) => {
    const last = lastPosition(model, items.length);
    placeSequence(arrays, packing, index, Uint32Array.from(items), 0, items.length, last);
    for (const at of golden.masked[index]!) {
      const slot = packing.firstSlots[index]! + at;
      scored.push({ slot, target: items[at]! - 1 });
      placeItem(arrays, packing, index, slot, itemCount, arrays.positions[slot]!);
    }
  });
  const inputs = {
    ...arrays,
    scoredSlots: Int32Array.from(scored, ({ slot }) => slot),
    targetRows: Int32Array.from(scored, ({ target }) => target),
    weights: new Float32Array(scored.length).fill(1 / scored.length),
  };
  return { packing, inputs };
}

const blockOutput = (block: number): string => `block ${block}`;
const gradientOutput = (name: string): string => `gradient of ${name}`;

/** Blocks, hidden states, loss and the gradient of every parameter. */
function goldenProgram(model: SequentialModel, packing: Packing, scoredCount: number): Program {
  const names = Object.keys(model.parameters);
  const objective = objectiveOf(model);
  return {
    name: 'golden',
    inputs: objective.inputs({ rowCount: packing.rowCount, scoredCount }),
    run(state, inputs) {
      const encode = (parameters: Tensors) => model.encode(parameters, packedTensors(inputs), NO_DROPOUT);
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const parameters = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return objective.loss(parameters, encode(parameters), inputs, null).loss;
      })(names.map((name) => state[name]!));
      const { hidden, blocks } = encode(state);
      return {
        outputs: {
          hidden,
          loss: value,
          ...Object.fromEntries(blocks.map((block, index) => [blockOutput(index), block])),
          ...Object.fromEntries(names.map((name, index) => [gradientOutput(name), grads[index]!])),
        },
      };
    },
  };
}

/** The rows that the golden file has, in its order. */
function goldenRows(
  values: HostArray,
  packing: Packing,
  { width, maxLength }: Bert4recShape,
  layout: string,
): number[] {
  return golden.sequences.flatMap((items, index) => {
    const end = packing.firstSlots[index]! + items.length;
    const start = layout === 'packed' ? packing.firstSlots[index]! : end - maxLength;
    return Array.from(values.subarray(start * width, end * width));
  });
}

/** Within the tolerance of the largest expected number; `scale` bounds that from below, for gradients that are zero. */
function expectClose(what: string, actual: ArrayLike<number>, expected: readonly number[], scale = 0): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  const worst = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index]!)), 0);
  expect(worst / largest, `${what}: largest error beside ${largest}`).toBeLessThan(TOLERANCE);
}

async function evaluate(choice: EngineChoice, { head, output, layout }: GoldenCase) {
  const shape: Bert4recShape = { ...golden.shape, head, output, layout, positions: 'from-end', initialDeviation: 0 };
  const model = bert4recModel(shape);
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
  const program = await engine.compile(goldenProgram(model, packing, inputs.weights!.length), state);
  const outputs = await program.run(inputs);
  await program.dispose();
  const rows = (name: string): number[] => goldenRows(outputs[name]!, packing, shape, layout);
  return { outputs, rows, names: Object.keys(model.parameters) };
}

const engines = [{ choice: 'reference', absent: null, label: 'reference' } as const, ...(await enginesUnderTest())];

describe.each(engines)('BERT4Rec on the $label engine', ({ choice, absent }) => {
  it.skipIf(absent !== null).each(golden.cases)(
    `equals BertModel of transformers ${golden.transformers}: head $head, output $output, rows $layout`,
    async (expected) => {
      const { outputs, rows, names } = await evaluate(choice, expected);
      expected.blocks.forEach((block, index) => expectClose(blockOutput(index), rows(blockOutput(index)), block));
      expectClose('hidden', rows('hidden'), expected.hidden);
      expectClose('loss', outputs.loss!, [expected.loss]);
      // Nobody looks at padding, so a row for each changes no gradient.
      const twin = golden.cases.find(({ output, gradients }) => output === expected.output && gradients !== null)!;
      expect(names.sort()).toEqual(Object.keys(twin.gradients!).sort());
      const largest = Math.max(...Object.values(twin.gradients!).flat().map(Math.abs));
      for (const [name, gradient] of Object.entries(twin.gradients!)) {
        // Keys' biases have no gradient at all: the softmax does not see them.
        expectClose(gradientOutput(name), outputs[gradientOutput(name)]!, gradient, largest * 1e-3);
      }
    },
  );
});
