/**
 * (g) What the machine can do through ONNX Runtime, as `seqbench doctor` measures it, how long the floating-point work of
 * (a)'s step takes at that rate (a ratio of 0.8 says that the step could at most be a fifth faster), and which operators
 * take the step's time.
 */
import * as tf from '@tensorflow/tfjs-core';
import { calibrate } from '../../../harness/machine/calibration.ts';
import type { Engine, Program } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from './context.ts';
import { operatorTimes } from './operatorTimes.ts';
import { STEP_SHAPE, type StepShape, timeSteps } from './timeSteps.ts';

const CALIBRATION_SECONDS = 4;
const PRODUCT_RUNS = 20;
const MOST_OPERATORS = 8;
/** Rows of a chunk of the catalogue loss. */
const CHUNK_ROWS = 256;

const filled = (count: number): Float32Array => new Float32Array(count).fill(0.5);

/** Billions of operations per second for a chunk of hidden states times the whole catalogue. */
async function catalogueProductRate(engine: Engine): Promise<number> {
  const { width, itemCount } = STEP_SHAPE;
  const program: Program = {
    name: 'catalogue product',
    inputs: {
      hidden: { shape: [CHUNK_ROWS, width], dtype: 'float32' },
      table: { shape: [itemCount, width], dtype: 'float32' },
    },
    // The largest of each row, so that the runtime need not copy the product out.
    run: (_, { hidden, table }) => ({
      outputs: { largest: tf.max(tf.matMul(hidden as tf.Tensor2D, table as tf.Tensor2D, false, true), 1) },
    }),
  };
  const compiled = await engine.compile(program, engine.createState({}));
  const inputs = { hidden: filled(CHUNK_ROWS * width), table: filled(itemCount * width) };
  const seconds: number[] = [];
  for (let run = 0; run < PRODUCT_RUNS; run++) {
    const start = performance.now();
    await compiled.run(inputs);
    seconds.push((performance.now() - start) / 1000);
  }
  await compiled.dispose();
  return (2 * CHUNK_ROWS * width * itemCount) / median(seconds) / 1e9;
}

/** Multiplications and additions of the products of a step; backward is twice forward. */
function stepFlops({ batchSize, maxLength, width, blocks, itemCount }: StepShape): number {
  const positions = batchSize * maxLength;
  const linear = 6 * positions * width * width;
  const attention = 2 * positions * maxLength * width;
  return 3 * 2 * (positions * width * itemCount + blocks * (linear + attention));
}

export async function machineLimit({ rounds, threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  say('g: matrix product and copy');
  const speed = await calibrate({ seconds: CALIBRATION_SECONDS, threads });
  const engine = await openEngine('onnx', { threads });
  const catalogueRate = await catalogueProductRate(engine);
  say('g: training steps');
  const { milliseconds } = await timeSteps(engine, STEP_SHAPE, 5 * rounds);
  await engine.dispose();
  say('g: profile of the step');
  const operators = await operatorTimes(threads);
  const squareRate = speed.matrixProductGflopPerSecond;
  const told = { peer: null, peerName: 'ONNX Runtime', ratio: null, floor: null, holds: true };
  return [
    { ...told, id: 'g: matrix product, square', ours: squareRate, unit: 'GFlop/s' },
    { ...told, id: 'g: product with a catalogue, largest', ours: catalogueRate, unit: 'GFlop/s' },
    { ...told, id: 'g: copy, read and written', ours: speed.memoryCopyGigabytesPerSecond, unit: 'GB/s' },
    smallerIsBetter({
      id: 'g: training step at the limit',
      ours: median(milliseconds),
      peer: stepFlops(STEP_SHAPE) / squareRate / 1e6,
      peerName: 'its products at the square rate',
      unit: 'ms',
      floor: null,
    }),
    ...operators
      .slice(0, MOST_OPERATORS)
      .map(([operator, ours]) => ({ ...told, id: `g: of a profiled step, ${operator}`, ours, unit: 'ms' })),
  ];
}
