/** Traced kernels, each in the test that bears its name, on every engine that is here, against TF.js's own backend: values and gradients where it has them. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { HostArray, Program, TensorSpec } from '../../src/engine/engine.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { rmsNorm } from '../../src/network/t5/rmsNorm.ts';
import { enginesUnderTest } from '../support/enginesPresent.ts';

interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly integers?: Readonly<Record<string, { readonly shape: readonly number[]; readonly below: number }>>;
  readonly run: (x: Record<string, tf.Tensor>) => tf.Tensor | tf.Tensor[];
  /** Float inputs to differentiate by; default: all. */
  readonly by?: readonly string[];
}

const one = { x: [3, 4] };
const two = { a: [3, 4], b: [3, 4] };
const unary = (name: string, run: (x: tf.Tensor) => tf.Tensor, by?: string[]): Case => ({
  name,
  inputs: one,
  run: ({ x }) => run(x!),
  ...(by === undefined ? {} : { by }),
});
/** Keeps logarithms, roots and quotients away from zero. */
const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.5);
const flag = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');

const CASES: Case[] = [
  { name: 'add with broadcasting', inputs: { a: [3, 4], b: [4] }, run: ({ a, b }) => tf.add(a!, b!) },
  { name: 'sub with a middle axis', inputs: { a: [2, 3, 4], b: [2, 1, 4] }, run: ({ a, b }) => tf.sub(a!, b!) },
  { name: 'mul', inputs: two, run: ({ a, b }) => tf.mul(a!, b!) },
  { name: 'div', inputs: two, run: ({ a, b }) => tf.div(a!, positive(b!)) },
  { name: 'maximum', inputs: two, run: ({ a, b }) => tf.maximum(a!, b!) },
  { name: 'minimum', inputs: two, run: ({ a, b }) => tf.minimum(a!, b!) },
  { name: 'addN', inputs: { a: [3], b: [3], c: [3] }, run: ({ a, b, c }) => tf.addN([a!, b!, c!]) },
  { name: 'squaredDifference', inputs: two, run: ({ a, b }) => tf.squaredDifference(a!, b!) },
  { name: 'pow by a tensor', inputs: two, run: ({ a, b }) => tf.pow(positive(a!), b!) },
  { name: 'pow that broadcasts', inputs: { a: [1, 1] }, run: ({ a }) => tf.pow(positive(a!), tf.fill([2, 3], 3)) },
  unary('pow 2', (x) => tf.pow(x, 2)),
  unary('pow 0.5', (x) => tf.pow(positive(x), 0.5)),
  unary('pow -1', (x) => tf.pow(positive(x), -1)),
  unary('neg', tf.neg),
  unary('exp', tf.exp),
  unary('log', (x) => tf.log(positive(x))),
  unary('sqrt', (x) => tf.sqrt(positive(x))),
  unary('rsqrt', (x) => tf.rsqrt(positive(x))),
  unary('reciprocal', (x) => tf.reciprocal(positive(x))),
  unary('square', tf.square),
  unary('abs', tf.abs),
  unary('erf', tf.erf),
  unary('sigmoid', tf.sigmoid),
  unary('softplus', tf.softplus),
  unary('tanh', tf.tanh),
  unary('relu', tf.relu),
  unary('leaky step', (x) => tf.step(x, 0.2), []),
  unary('sign and floor', (x) => tf.add(tf.sign(x), tf.floor(x)), []),
  unary('clipByValue', (x) => tf.clipByValue(x, -0.3, 0.4)),
  unary('uniform operands fold', (x) =>
    tf.add(tf.mul(tf.sub(tf.zerosLike(x), x), tf.onesLike(x)), tf.div(tf.fill([3, 4], 3), 2)),
  ),
  {
    name: 'comparisons',
    inputs: two,
    by: [],
    run: ({ a, b }) =>
      tf.addN(
        [
          tf.equal(a!, b!),
          tf.notEqual(a!, b!),
          tf.less(a!, b!),
          tf.lessEqual(a!, a!),
          tf.greater(a!, b!),
          tf.greaterEqual(b!, a!),
        ].map(flag),
      ),
  },
  {
    name: 'logic',
    inputs: two,
    by: [],
    run: ({ a, b }) =>
      tf.addN(
        [
          tf.logicalAnd(tf.greater(a!, 0), tf.greater(b!, 0)),
          tf.logicalOr(tf.greater(a!, 0), tf.greater(b!, 0)),
          tf.logicalNot(tf.greater(a!, 0)),
        ].map(flag),
      ),
  },
  {
    name: 'where',
    inputs: { ...two, c: [3, 4] },
    run: ({ a, b, c }) => tf.where(tf.greater(c!, 0), a!, b!),
    // TF.js cannot differentiate by what the condition is made of.
    by: ['a', 'b'],
  },
  unary('sum of an axis', (x) => tf.sum(x, 1)),
  unary('sum of everything', (x) => tf.sum(x)),
  {
    name: 'mean of integers',
    inputs: {},
    integers: { n: { shape: [3, 5], below: 9 } },
    run: ({ n }) => tf.mean(n!, 1),
  },
  unary('mean keeping axes', (x) => tf.mean(x, -1, true)),
  unary('max', (x) => tf.max(x, 0)),
  unary('min', (x) => tf.min(x, 1)),
  unary('prod', (x) => tf.prod(positive(x), 1), []),
  unary('prod of equal values', (x) => tf.mul(x, tf.prod(tf.fill([3], 2))), []),
  unary('all and any', (x) => tf.add(flag(tf.all(tf.greater(x, -9), 1)), flag(tf.any(tf.greater(x, 0.9), 1))), []),
  unary('argMax', (x) => flag(tf.argMax(x, 1)), []),
  unary('cumsum', (x) => tf.cumsum(x, 1)),
  unary('cumsum exclusive and reverse', (x) => tf.cumsum(x, 1, true, true)),
  {
    name: 'root mean square norm',
    inputs: { x: [3, 4], gain: [4] },
    run: ({ x, gain }) => rmsNorm(x!, gain!, 1e-6),
  },
  unary('softmax', (x) => tf.softmax(x)),
  unary('logSoftmax', (x) => tf.logSoftmax(x)),
  unary('logSumExp', (x) => tf.logSumExp(x, 1)),
  unary('reshape and expandDims', (x) => tf.expandDims(tf.reshape(x, [2, -1]), 1)),
  unary('transpose', (x) => tf.transpose(x)),
  { name: 'transpose of four axes', inputs: { x: [2, 3, 4, 5] }, run: ({ x }) => tf.transpose(x!, [0, 2, 1, 3]) },
  unary('slice', (x) => tf.slice(x, [1, 0], [2, -1])),
  unary('split', (x) => tf.mul(tf.split(x, 2, 1)[0]!, tf.split(x, [1, 3], 1)[0]!)),
  unary('split, the rest', (x) => tf.split(x, [1, -1], 1)[1]!),
  {
    name: 'concat of nothing',
    inputs: { a: [0, 3], b: [2, 3] },
    by: [],
    run: ({ a, b }) => tf.concat([tf.concat([a!, a!], 0), b!], 0),
  },
  { name: 'stack at the end', inputs: two, run: ({ a, b }) => tf.stack([a!, b!], -1) },
  { name: 'concat', inputs: two, run: ({ a, b }) => tf.concat([a!, b!], 1) },
  { name: 'stack and unstack', inputs: two, run: ({ a, b }) => tf.unstack(tf.stack([a!, b!], 1), 1)[1]! },
  unary('pad', (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  ),
  unary('tile', (x) => tf.tile(x, [2, 3])),
  { name: 'broadcastTo', inputs: { x: [1, 4] }, run: ({ x }) => tf.broadcastTo(x!, [3, 4]) },
  unary('range downwards', (x) => tf.mul(x, tf.cast(tf.range(4, 0, 1, 'int32'), 'float32'))),
  unary('range and cast', (x) => tf.mul(x, tf.cast(tf.range(0, 4, 1, 'int32'), 'float32'))),
  { name: 'matMul', inputs: { a: [3, 4], b: [4, 5] }, run: ({ a, b }) => tf.matMul(a!, b!) },
  { name: 'matMul transposed', inputs: { a: [4, 3], b: [5, 4] }, run: ({ a, b }) => tf.matMul(a!, b!, true, true) },
  {
    name: 'batched matMul transposed',
    inputs: { a: [2, 3, 4, 5], b: [2, 3, 6, 5] },
    run: ({ a, b }) => tf.matMul(a!, b!, false, true),
  },
  {
    name: 'gather',
    inputs: { x: [6, 3] },
    integers: { rows: { shape: [2, 5], below: 6 } },
    run: ({ x, rows }) => tf.gather(x!, rows!),
  },
  {
    name: 'gather along axis 1',
    inputs: { x: [3, 6] },
    integers: { rows: { shape: [4], below: 6 } },
    run: ({ x, rows }) => tf.gather(x!, rows!, 1),
  },
  {
    name: 'gatherND',
    inputs: { x: [6, 3] },
    integers: { rows: { shape: [5, 2], below: 3 } },
    run: ({ x, rows }) => tf.gatherND(x!, rows!),
    by: [],
  },
  {
    name: 'unsortedSegmentSum with repeats',
    inputs: { x: [40, 3] },
    integers: { rows: { shape: [40], below: 5 } },
    run: ({ x, rows }) => tf.unsortedSegmentSum(x!, rows as tf.Tensor1D, 5),
  },
  {
    name: 'scatterND',
    inputs: { x: [9, 2] },
    integers: { rows: { shape: [9, 1], below: 4 } },
    run: ({ x, rows }) => tf.scatterND(rows!, x!, [4, 2]),
    by: [],
  },
  {
    name: 'tensorScatterUpdate',
    inputs: { x: [4, 3], y: [2] },
    run: ({ x, y }) =>
      tf.tensorScatterUpdate(
        x!,
        tf.tensor2d(
          [
            [0, 1],
            [3, 2],
          ],
          [2, 2],
          'int32',
        ),
        y!,
      ),
    by: [],
  },
  {
    // What is updated is needed as it was, too; first, since TF.js on plain JavaScript writes over it.
    name: 'tensorScatterUpdate of one dimension, with repeats',
    inputs: { x: [40], y: [1] },
    integers: { rows: { shape: [9, 1], below: 40 } },
    run: ({ x, y, rows }) => {
      const base = tf.mul(x!, 2);
      const before = tf.add(base, 1);
      return [tf.tensorScatterUpdate(base, rows!, tf.tile(y!, [9])), before];
    },
    by: [],
  },
  {
    name: 'topk with ties',
    inputs: {},
    integers: { rows: { shape: [3, 20], below: 4 } },
    run: ({ rows }) => {
      const { values, indices } = tf.topk(flag(rows!), 7);
      return [values, flag(indices)];
    },
  },
];

/** Outputs of the case, and the gradients of a weighted sum of the first of them. */
function programOf({ inputs, integers = {}, run, by }: Case): Program {
  const specs: Record<string, TensorSpec> = {};
  for (const [name, shape] of Object.entries(inputs)) specs[name] = { shape, dtype: 'float32' };
  for (const [name, { shape }] of Object.entries(integers)) specs[name] = { shape, dtype: 'int32' };
  const names = by ?? Object.keys(inputs);
  const list = (result: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(result) ? result : [result]);
  return {
    name: 'parity',
    inputs: specs,
    run(_state, fed) {
      const outputs: Record<string, tf.Tensor> = {};
      list(run(fed)).forEach((tensor, index) => (outputs[`value${index}`] = tensor));
      if (names.length > 0) {
        const weigh = (y: tf.Tensor): tf.Tensor => {
          const flat = tf.reshape(y, [y.size]);
          return tf.sum(
            tf.mul(flat, tf.tensor1d(Float32Array.from({ length: y.size }, (_, index) => Math.sin(index + 1)))),
          );
        };
        const gradients = tf.grads((...tensors: tf.Tensor[]) =>
          weigh(list(run({ ...fed, ...Object.fromEntries(names.map((name, index) => [name, tensors[index]!])) }))[0]!),
        )(names.map((name) => fed[name]!));
        gradients.forEach((gradient, index) => (outputs[`gradient of ${names[index]!}`] = gradient));
      }
      return { outputs };
    },
  };
}

function fill({ shape, dtype }: TensorSpec, seed: number, below: number): HostArray {
  const count = shape.reduce((product, size) => product * size, 1);
  // A fixed, irregular sequence in (-1, 1).
  const numbers = Array.from(
    { length: count },
    (_, index) => (Math.sin(seed * 977 + index * 12.9898) * 43758.5453) % 1 || 0.1,
  );
  return dtype === 'int32'
    ? Int32Array.from(numbers, (x) => Math.floor(Math.abs(x) * below))
    : Float32Array.from(numbers);
}

async function outputsOn(choice: EngineChoice, example: Case): Promise<Readonly<Record<string, HostArray>>> {
  const program = programOf(example);
  const inputs = Object.fromEntries(
    Object.entries(program.inputs).map(([name, spec], index) => [
      name,
      fill(spec, index + 1, example.integers?.[name]?.below ?? 1),
    ]),
  );
  const engine = await openEngine(choice, { threads: 1 });
  const compiled = await engine.compile(program, engine.createState({}));
  const outputs = await compiled.run(inputs);
  await compiled.dispose();
  await engine.dispose();
  return outputs;
}

for (const { choice, absent, label } of await enginesUnderTest()) {
  describe(`kernels of ${label}`, () => {
    if (absent !== null) {
      it.skip('as TF.js computes them');
      return;
    }
    it.each(CASES)('$name: as TF.js computes it', async (example) => {
      const expected = await outputsOn('reference', example);
      const actual = await outputsOn(choice, example);
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      for (const [name, values] of Object.entries(expected)) {
        expect(actual[name]!.length, name).toBe(values.length);
        values.forEach((value, index) => {
          expect(Math.abs(actual[name]![index]! - value), `${name}[${index}]`).toBeLessThanOrEqual(
            1e-5 + 1e-5 * Math.abs(value),
          );
        });
      }
    });
  });
}
