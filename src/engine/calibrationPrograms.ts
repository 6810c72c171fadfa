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

/** 128 MB from one buffer to another: more than caches hold. */
const COPIED_NUMBERS = 32 * 2 ** 20;
const FLOAT_BYTES = 4;

/** Adds one number on the way: ONNX Runtime copies plainly on one thread only, and the addition is free beside it. */
export function memoryCopy(): CalibrationProgram {
  const spec: TensorSpec = { shape: [COPIED_NUMBERS], dtype: 'float32' };
  return {
    program: {
      name: 'memory copy',
      inputs: {},
      run: ({ x }) => ({ outputs: {}, state: { x: tf.add(x!, 0.001) } }),
    },
    state: { x: { spec, values: new Float32Array(COPIED_NUMBERS) } },
    workPerRun: 2 * COPIED_NUMBERS * FLOAT_BYTES,
  };
}
