/**
 * (g) What the machine can do through ONNX Runtime (matrix product, copy), and how long the floating-point work of (a)'s
 * step takes at that rate: a ratio of 0.4 says that the step spends 40 % of its time on products.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, Program, TensorSpec } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from './context.ts';
import { STEP_SHAPE, type StepShape, timeSteps } from './timeSteps.ts';

const RUNS = 7;
/** Large and square: the best rate there is. */
const SIDE = 1536;
/** Far larger than any cache. */
const COPY_NUMBERS = 64 * 2 ** 20;

const floats = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** Fastest run after one to warm up: a limit, not a habit. */
async function fastestSeconds(engine: Engine, program: Program): Promise<number> {
  const compiled = await engine.compile(program, engine.createState({}));
  const inputs = Object.fromEntries(
    Object.entries(program.inputs).map(([name, { shape }]) => [
      name,
      new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5),
    ]),
  );
  let fastest = Infinity;
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    await compiled.run(inputs);
    if (run > 0) fastest = Math.min(fastest, (performance.now() - start) / 1000);
  }
  await compiled.dispose();
  return fastest;
}

function productProgram(rows: number, inner: number, columns: number): Program {
  return {
    name: `product ${rows}x${inner}x${columns}`,
    inputs: { a: floats(rows, inner), b: floats(inner, columns) },
    run: (_, { a, b }) => ({ outputs: { product: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D) } }),
  };
}

/** One pass that reads and writes everything once. */
const COPY: Program = {
  name: 'copy',
  inputs: { a: floats(COPY_NUMBERS) },
  run: (_, { a }) => ({ outputs: { copy: tf.neg(a!) } }),
};

/** Multiplications and additions of the products of a step; backward is twice forward. */
function stepFlops({ batchSize, maxLength, width, blocks, itemCount }: StepShape): number {
  const positions = batchSize * maxLength;
  const linear = 6 * positions * width * width;
  const attention = 2 * positions * maxLength * width;
  return 3 * 2 * (positions * width * itemCount + blocks * (linear + attention));
}

export async function machineLimit({ rounds, threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const engine = await openEngine('onnx', { threads });
  say('g: matrix product and copy');
  const square = (2 * SIDE ** 3) / (await fastestSeconds(engine, productProgram(SIDE, SIDE, SIDE))) / 1e9;
  const { width, itemCount } = STEP_SHAPE;
  const flat = await fastestSeconds(engine, productProgram(330, width, itemCount));
  const flatRate = (2 * 330 * width * itemCount) / flat / 1e9;
  const copyRate = (8 * COPY_NUMBERS) / (await fastestSeconds(engine, COPY)) / 1e9;
  say('g: training steps');
  const { milliseconds } = await timeSteps(engine, STEP_SHAPE, 5 * rounds);
  await engine.dispose();
  const told = { peer: null, ratio: null, floor: null, holds: true };
  return [
    { ...told, id: 'g: matrix product, square', ours: square, peerName: `ONNX Runtime, ${SIDE}^3`, unit: 'GFlop/s' },
    {
      ...told,
      id: 'g: product with a catalogue',
      ours: flatRate,
      peerName: `330x${width}x${itemCount}`,
      unit: 'GFlop/s',
    },
    { ...told, id: 'g: copy, read and written', ours: copyRate, peerName: 'ONNX Runtime, Neg', unit: 'GB/s' },
    smallerIsBetter({
      id: 'g: training step at the limit',
      ours: median(milliseconds),
      peer: stepFlops(STEP_SHAPE) / square / 1e6,
      peerName: 'its products at the square rate',
      unit: 'ms',
      floor: null,
    }),
  ];
}
