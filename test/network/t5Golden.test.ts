/**
 * Our T5 against Hugging Face's, on tiny random checkpoints in the layout that it saves: encoder, logits, loss, every
 * gradient, greedy decoding with cached keys and values, position buckets. See test/golden/t5.py.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Engine, Program, Tensors } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { decoderStepBias, positionBucket } from '../../src/network/t5/relativePositions.ts';
import { loadT5Checkpoint, type T5Checkpoint } from '../../src/network/t5/t5Checkpoint.ts';
import {
  decodeT5,
  decodeT5Step,
  encodedInputs,
  headInput,
  headLogits,
  headTable,
  type KeysAndValues,
} from '../../src/network/t5/t5Decoder.ts';
import { encodeT5 } from '../../src/network/t5/t5Encoder.ts';
import { readTensors } from '../../src/tensors/safetensors.ts';
import { catalogueCrossEntropy } from '../../src/training/losses/catalogueCrossEntropy.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';

interface Generated {
  readonly beams: number;
  readonly sequences: readonly (readonly number[])[];
}

interface Golden {
  readonly versions: { readonly transformers: string };
  readonly inputs: readonly (readonly number[])[];
  readonly labels: readonly (readonly number[])[];
  readonly buckets: readonly {
    readonly bucketCount: number;
    readonly maxDistance: number;
    readonly encoder: readonly number[];
    readonly decoder: readonly number[];
  }[];
  readonly tokens: readonly { readonly text: string; readonly ids: readonly number[]; readonly decoded: string }[];
  readonly checkpoints: Readonly<
    Record<
      string,
      {
        readonly encoded: readonly number[];
        readonly logits: readonly number[];
        readonly loss: number;
        readonly generated: readonly Generated[];
      }
    >
  >;
}

const folder = (name: string): string => fileURLToPath(new URL(`../golden/t5/${name}`, import.meta.url));
const golden = JSON.parse(readFileSync(folder('t5.json'), 'utf8')) as Golden;
const KINDS = Object.keys(golden.checkpoints);
const TOLERANCE = 1e-4;
/** What Hugging Face leaves out of the loss. */
const IGNORED = -100;

const rowCount = golden.inputs.length;
const inputLength = golden.inputs[0]!.length;
const targetLength = golden.labels[0]!.length;
const labels = golden.labels.flat();
const validCount = labels.filter((label) => label !== IGNORED).length;

const inputs = {
  inputTokens: Int32Array.from(golden.inputs.flat()),
  mask: Float32Array.from(golden.inputs.flat(), (token) => (token === 0 ? 0 : 1)),
  targetTokens: Int32Array.from(golden.labels.flatMap((row) => [0, ...row.slice(0, -1)].map((x) => Math.max(x, 0)))),
  targetRows: Int32Array.from(labels, (label) => Math.max(label, 0)),
  weights: Float32Array.from(labels, (label) => (label === IGNORED ? 0 : 1 / validCount)),
};

const gradientOutput = (name: string): string => `gradient/${name}`;

/** The encoder's states, logits, loss and the gradient of every parameter. */
function goldenProgram({ shape, parameters }: T5Checkpoint): Program {
  const names = Object.keys(parameters);
  const input = [rowCount, inputLength];
  const target = [rowCount, targetLength];
  return {
    name: 'golden',
    inputs: {
      inputTokens: { shape: input, dtype: 'int32' },
      mask: { shape: input, dtype: 'float32' },
      targetTokens: { shape: target, dtype: 'int32' },
      targetRows: { shape: [rowCount * targetLength], dtype: 'int32' },
      weights: { shape: [rowCount * targetLength], dtype: 'float32' },
    },
    run(state, fed) {
      const forward = (weights: Tensors) => {
        const encoded = encodeT5(weights, shape, fed.inputTokens!, fed.mask!, NO_DROPOUT);
        const looked = encodedInputs(weights, shape, encoded, fed.mask!);
        return { encoded, hidden: decodeT5(weights, shape, fed.targetTokens!, looked, NO_DROPOUT) };
      };
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const weights = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        const targets = { rows: fed.targetRows as tf.Tensor1D, weights: fed.weights as tf.Tensor1D };
        const hidden = headInput(shape, forward(weights).hidden);
        return catalogueCrossEntropy(hidden, headTable(weights, shape), null, targets, 4);
      })(names.map((name) => state[name]!));
      const { encoded, hidden } = forward(state);
      const gradients = Object.fromEntries(names.map((name, index) => [gradientOutput(name), grads[index]!]));
      return { outputs: { encoded, logits: headLogits(state, shape, hidden), loss: value, ...gradients } };
    },
  };
}

/** Keys and values of all places so far, as a program's inputs and outputs; block by block. */
function cacheSpecs({ shape }: T5Checkpoint, places: number): Program['inputs'] {
  const spec = { shape: [rowCount, shape.headCount, places, shape.keyWidth], dtype: 'float32' } as const;
  return Object.fromEntries(
    Array.from({ length: shape.decoderBlockCount }, (_, block) => [
      [`keys${block}`, spec],
      [`values${block}`, spec],
    ]).flat() as [string, typeof spec][],
  );
}

/** One greedy step after `places` tokens: the next token and the cache grown by one place. */
function greedyProgram(checkpoint: T5Checkpoint, places: number): Program {
  const { shape } = checkpoint;
  const mask = { shape: [rowCount, inputLength], dtype: 'float32' } as const;
  return {
    name: `greedy ${places}`,
    inputs: {
      inputTokens: { shape: [rowCount, inputLength], dtype: 'int32' },
      mask,
      tokens: { shape: [rowCount], dtype: 'int32' },
      ...(places === 0 ? {} : cacheSpecs(checkpoint, places)),
    },
    run(state, fed) {
      const encoded = encodeT5(state, shape, fed.inputTokens!, fed.mask!, NO_DROPOUT);
      const looked = encodedInputs(state, shape, encoded, fed.mask!);
      const past: KeysAndValues[] = Array.from({ length: places === 0 ? 0 : shape.decoderBlockCount }, (_, block) => ({
        keys: fed[`keys${block}`] as tf.Tensor4D,
        values: fed[`values${block}`] as tf.Tensor4D,
      }));
      const bias = decoderStepBias(state, shape, places);
      const step = decodeT5Step(state, shape, fed.tokens!, places === 0 ? null : past, bias, looked);
      const cache: Record<string, tf.Tensor> = {};
      step.blocks.forEach(({ keys, values }, block) => {
        cache[`keys${block}`] = places === 0 ? keys : tf.concat([past[block]!.keys, keys], 2);
        cache[`values${block}`] = places === 0 ? values : tf.concat([past[block]!.values, values], 2);
      });
      const tokens = tf.cast(tf.argMax(headLogits(state, shape, step.hidden), 1), 'int32');
      return { outputs: { tokens, ...cache } };
    },
  };
}

/** Sequences as Hugging Face returns them: the start token first, padding after the end token. */
async function decodeGreedily(engine: Engine, checkpoint: T5Checkpoint, length: number): Promise<number[][]> {
  const { startToken, endToken, padToken } = checkpoint.shape;
  const state = engine.createState(checkpoint.parameters);
  const sequences = golden.inputs.map(() => [startToken]);
  let fed: Parameters<Awaited<ReturnType<Engine['compile']>>['run']>[0] = {};
  for (let places = 0; places < length; places++) {
    const program = await engine.compile(greedyProgram(checkpoint, places), state);
    const { inputTokens, mask } = inputs;
    const outputs = await program.run({
      ...fed,
      inputTokens,
      mask,
      tokens: Int32Array.from(sequences, (s) => s.at(-1)!),
    });
    sequences.forEach((sequence, row) =>
      sequence.push(sequence.slice(1).includes(endToken) ? padToken : outputs.tokens![row]!),
    );
    fed = Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values.slice()]));
    await program.dispose();
  }
  return sequences;
}

/** Within the tolerance of the largest expected number; `scale` bounds that from below. */
function expectClose(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 0): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  const worst = Array.from(expected).reduce((most, value, at) => Math.max(most, Math.abs(value - actual[at]!)), 0);
  expect(worst / largest, `${what}: largest error beside ${largest}`).toBeLessThan(TOLERANCE);
}

/** Numbers of the places that hold a token. */
function occupied(states: ArrayLike<number>): number[] {
  const width = states.length / inputs.mask.length;
  return Array.from(states).filter((_, index) => inputs.mask[Math.floor(index / width)] === 1);
}

describe('position buckets', () => {
  it.each(golden.buckets)(
    '$bucketCount up to $maxDistance are those of Hugging Face',
    ({ encoder, decoder, ...shape }) => {
      const furthest = (encoder.length - 1) / 2;
      const distances = encoder.map((_, index) => index - furthest);
      expect(distances.map((distance) => positionBucket(shape, 'encoder', distance))).toEqual(encoder);
      expect(distances.map((distance) => positionBucket(shape, 'decoder', distance))).toEqual(decoder);
    },
  );
});

describe("a checkpoint's tokenizer", () => {
  it.each(golden.tokens)('splits "$text" as Hugging Face does', async ({ text, ids, decoded }) => {
    const { tokenizer, shape } = await loadT5Checkpoint(folder('relu'));
    expect([...tokenizer.encode(text), shape.endToken]).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
  });
});

const engines: { choice: EngineChoice; absent: string | null; label: string }[] = [
  { choice: 'reference', absent: null, label: 'reference' },
  ...(await enginesUnderTest()),
];

describe.each(engines)('T5 on the $label engine', ({ choice, absent }) => {
  it.skipIf(absent !== null).each(KINDS)(
    `equals Hugging Face transformers ${golden.versions.transformers}: %s`,
    async (kind) => {
      const expected = golden.checkpoints[kind]!;
      const checkpoint = await loadT5Checkpoint(folder(kind));
      const engine = await openEngine(choice, { threads: 2 });
      const program = await engine.compile(goldenProgram(checkpoint), engine.createState(checkpoint.parameters));
      const outputs = await program.run(inputs);
      expectClose('encoder', occupied(outputs.encoded!), occupied(expected.encoded));
      expectClose('logits', outputs.logits!, expected.logits);
      expectClose('loss', outputs.loss!, [expected.loss]);
      const { tensors: gradients } = await readTensors(folder(`${kind}/gradients.safetensors`));
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(checkpoint.parameters).sort());
      for (const [name, { values }] of Object.entries(gradients)) {
        expectClose(`gradient of ${name}`, outputs[gradientOutput(name)]!, values);
      }
      await program.dispose();
      await engine.dispose();
    },
  );

  it.skipIf(absent !== null).each(KINDS)('decodes greedily, step by step, what Hugging Face does: %s', async (kind) => {
    const { sequences } = golden.checkpoints[kind]!.generated.find(({ beams }) => beams === 1)!;
    const engine = await openEngine(choice, { threads: 2 });
    const checkpoint = await loadT5Checkpoint(folder(kind));
    expect(await decodeGreedily(engine, checkpoint, sequences[0]!.length - 1)).toEqual(sequences);
    await engine.dispose();
  });
});
