/** Programs that measure a machine: how fast it multiplies, and how fast its memory is. */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Program, TensorSpec } from './engine.ts';

export interface CalibrationProgram {
  readonly program: Program;
  readonly state: Readonly<Record<string, { readonly spec: TensorSpec; readonly values: HostArray }>>;
  /** What one run does: floating-point operations, or bytes read and written. */
  readonly workPerRun: number;
}

/** A square matrix is 4 MB: the products of a training step are about as large. */
const MATRIX_SIZE = 1024;

/** Single precision; a multiplication and an addition are two operations. */
export function matrixProduct(): CalibrationProgram {
  const spec: TensorSpec = { shape: [MATRIX_SIZE, MATRIX_SIZE], dtype: 'float32' };
  const matrix = (step: number) => ({
    spec,
    values: Float32Array.from({ length: MATRIX_SIZE ** 2 }, (_, index) => ((index * step) % 101) / 101 - 0.5),
  });
  return {
    program: {
      name: 'matrix product',
      inputs: {},
      run: ({ a, b }) => ({ outputs: { product: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D) } }),
    },
    state: { a: matrix(7), b: matrix(13) },
    workPerRun: 2 * MATRIX_SIZE ** 3,
  };
}

/** 128 MB: more than caches hold. */
const COPIED_NUMBERS = 32 * 2 ** 20;
const FLOAT_BYTES = 4;
const PASSES = 4;

/**
 * Passes over a large array that read it and write it, inside of one graph: what a graph returns, onnxruntime-node copies
 * into fresh memory, which is many times slower. Each pass adds one number, for ONNX Runtime copies plainly on one
 * thread only, and the addition is free beside the memory.
 */
export function memoryCopy(): CalibrationProgram {
  const spec: TensorSpec = { shape: [COPIED_NUMBERS], dtype: 'float32' };
  return {
    program: {
      name: 'memory copy',
      inputs: {},
      run({ x }) {
        let copy = x!;
        for (let pass = 1; pass <= PASSES; pass++) copy = tf.add(copy, pass);
        return { outputs: { last: tf.slice(copy, [COPIED_NUMBERS - 1], [1]) } };
      },
    },
    state: { x: { spec, values: new Float32Array(COPIED_NUMBERS) } },
    workPerRun: PASSES * 2 * COPIED_NUMBERS * FLOAT_BYTES,
  };
}
