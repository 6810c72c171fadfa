/** Principal component analysis: the large products through the engine, the eigenvectors of the covariance on the host. */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../engine/engine.ts';
import { topEigenvectors } from '../linear/topEigenvectors.ts';
import { rowCount, type Rows, inBlocks } from './rowBlocks.ts';

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** [input width, count], orthonormal columns, largest variance first. */
  readonly directions: Float64Array;
  /** Variance along each, over n - 1. */
  readonly variances: Float64Array;
  /** Of all dimensions together. */
  readonly totalVariance: number;
}

const BLOCK_ROWS = 2048;

/** Fewer than `count` where the rows span fewer dimensions. */
export async function findPrincipalComponents(engine: Engine, rows: Rows, count: number): Promise<PrincipalComponents> {
  const { width } = rows;
  const mean = meanOf(rows);
  const covariance = await covarianceOf(engine, rows, mean);
  const apply = ({ values, columns }: { values: Float64Array; columns: number }): Float64Array => {
    const out = new Float64Array(width * columns);
    for (let row = 0; row < width; row++) {
      for (let inner = 0; inner < width; inner++) {
        const factor = covariance[row * width + inner]!;
        for (let column = 0; column < columns; column++) {
          out[row * columns + column]! += factor * values[inner * columns + column]!;
        }
      }
    }
    return out;
  };
  const found = topEigenvectors(apply, width, count);
  let totalVariance = 0;
  for (let dimension = 0; dimension < width; dimension++) totalVariance += covariance[dimension * (width + 1)]!;
  return { mean, directions: found.vectors.values, variances: found.values, totalVariance };
}

/** [rows, components] */
export async function project(engine: Engine, rows: Rows, components: PrincipalComponents): Promise<Rows> {
  const { mean, directions, variances } = components;
  const { width } = rows;
  const count = variances.length;
  const state = engine.createState({
    directions: { spec: { shape: [width, count], dtype: 'float32' }, values: Float32Array.from(directions) },
    mean: { spec: { shape: [1, width], dtype: 'float32' }, values: Float32Array.from(mean) },
  });
  const program = await engine.compile(
    {
      name: 'project',
      inputs: { block: { shape: [BLOCK_ROWS, width], dtype: 'float32' } },
      run: (held, { block }) => ({
        outputs: {
          projected: tf.matMul(tf.sub<tf.Tensor2D>(block!, held['mean']!), held['directions'] as tf.Tensor2D),
        },
      }),
    },
    state,
  );
  const values = new Float32Array(rowCount(rows) * count);
  await inBlocks(rows, BLOCK_ROWS, async (block, start, filled) => {
    const { projected } = await program.run({ block });
    values.set((projected as Float32Array).subarray(0, filled * count), start * count);
  });
  await program.dispose();
  state.dispose();
  return { values, width: count };
}

export function meanOf(rows: Rows): Float64Array {
  const { values, width } = rows;
  const mean = new Float64Array(width);
  for (let start = 0; start < values.length; start += width) {
    for (let dimension = 0; dimension < width; dimension++) mean[dimension]! += values[start + dimension]!;
  }
  const count = rowCount(rows);
  return mean.map((sum) => sum / count);
}

/** [width, width]; blocks in single precision, their sum in double. */
export async function covarianceOf(engine: Engine, rows: Rows, mean: Float64Array): Promise<Float64Array> {
  const { width } = rows;
  const state = engine.createState({});
  const program = await engine.compile(
    {
      name: 'covariance',
      inputs: { block: { shape: [BLOCK_ROWS, width], dtype: 'float32' } },
      run: (_, { block }) => {
        const centred = block as tf.Tensor2D;
        return { outputs: { products: tf.matMul(centred, centred, true, false) } };
      },
    },
    state,
  );
  const sums = new Float64Array(width * width);
  // Centred before they are multiplied: the mean of text vectors is larger than what varies around it.
  const centred = new Float32Array(BLOCK_ROWS * width);
  await inBlocks(rows, BLOCK_ROWS, async (block, _, filled) => {
    for (let at = 0; at < filled * width; at++) centred[at] = block[at]! - mean[at % width]!;
    centred.fill(0, filled * width);
    const { products } = await program.run({ block: centred });
    for (let at = 0; at < sums.length; at++) sums[at]! += products![at]!;
  });
  await program.dispose();
  state.dispose();
  const count = rowCount(rows);
  return sums.map((sum) => sum / Math.max(1, count - 1));
}
