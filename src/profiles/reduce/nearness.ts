/** How near points are to a block of queries, all at once, by one matrix product on the engine. */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, HostArray, Tensors } from '../../engine/engine.ts';
import { rowCount, rowOf, type Rows } from './rowBlocks.ts';

export interface Nearness {
  /** Queries in a block. */
  readonly blockRows: number;
  /** `block` [blockRows, width]; what it returns is overwritten by the next run. */
  run(block: Float32Array): Promise<Readonly<Record<string, HostArray>>>;
  dispose(): Promise<void>;
}

/** Numbers that exist at once: 64 MB. */
const BLOCK_ENTRIES = 2 ** 24;
const MOST_BLOCK_ROWS = 512;

/**
 * `use` makes the outputs from `nearness` [blockRows, points]: query times point less half the point's square, which is
 * larger the smaller the Euclidean distance is.
 */
export async function openNearness(
  engine: Engine,
  points: Rows,
  use: (nearness: tf.Tensor2D) => Tensors,
): Promise<Nearness> {
  const { width } = points;
  const count = rowCount(points);
  const blockRows = Math.max(1, Math.min(MOST_BLOCK_ROWS, Math.floor(BLOCK_ENTRIES / count)));
  const halfSquares = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    halfSquares[row] = rowOf(points, row).reduce((sum, value) => sum + value * value, 0) / 2;
  }
  const state = engine.createState({
    points: { spec: { shape: [count, width], dtype: 'float32' }, values: points.values },
    halfSquares: { spec: { shape: [1, count], dtype: 'float32' }, values: halfSquares },
  });
  const program = await engine.compile(
    {
      name: 'nearness',
      inputs: { block: { shape: [blockRows, width], dtype: 'float32' } },
      run: (held, { block }) => {
        const products = tf.matMul(block as tf.Tensor2D, held['points'] as tf.Tensor2D, false, true);
        return { outputs: use(tf.sub(products, held['halfSquares']!)) };
      },
    },
    state,
  );
  const dispose = async (): Promise<void> => {
    await program.dispose();
    state.dispose();
  };
  return { blockRows, run: (block) => program.run({ block }), dispose };
}

export function distanceBetween(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let dimension = 0; dimension < a.length; dimension++) sum += (a[dimension]! - b[dimension]!) ** 2;
  return Math.sqrt(sum);
}
