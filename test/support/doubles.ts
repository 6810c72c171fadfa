/**
 * Runs TF.js's plain JavaScript backend in double precision. Its kernels and its tensors allocate `Float32Array`, found
 * on the global object each time; for the length of a synchronous call that name stands for `Float64Array`. Models
 * and kernels are the very ones of the reference engine, and rounding is 2^29 times smaller.
 */
import '../../src/engine/gradients.ts';
import '@tensorflow/tfjs-backend-cpu';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Program, TensorSpec } from '../../src/engine/engine.ts';

export type Doubles = Readonly<Record<string, Float64Array>>;

/** By a series of positive terms, to the last digits. */
export function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return Math.abs(x) > 6 ? Math.sign(x) : (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** TF.js's own error function is good to 1.5e-7, which is enough for single precision and not for double. */
const exactErf: tf.KernelFunc = ({ inputs, backend }) => {
  const x = inputs.x as tf.TensorInfo;
  const cpu = backend as Pick<MathBackendCPU, 'data' | 'makeTensorInfo'>;
  const values = cpu.data.get(x.dataId).values as Float32Array;
  return cpu.makeTensorInfo(x.shape, x.dtype, Float64Array.from(values, erf) as unknown as Float32Array);
};

export function inDoubles(work: () => tf.NamedTensorMap): Doubles {
  const single = globalThis.Float32Array;
  const ownErf = tf.getKernel(tf.Erf, 'cpu');
  tf.unregisterKernel(tf.Erf, 'cpu');
  tf.registerKernel({ ...ownErf, kernelFunc: exactErf });
  globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;
  try {
    void tf.setBackend('cpu');
    const outputs = tf.tidy(work);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => {
        const values = tensor.dataSync() as unknown as Float64Array;
        if (!(values instanceof Float64Array)) throw new Error(`"${name}" was not computed in doubles.`);
        tensor.dispose();
        return [name, values];
      }),
    );
  } finally {
    globalThis.Float32Array = single;
    tf.unregisterKernel(tf.Erf, 'cpu');
    tf.registerKernel(ownErf);
  }
}

export interface DoubleValue {
  readonly spec: TensorSpec;
  readonly values: HostArray | Float64Array;
}

/** Every output must be a float. */
export function runInDoubles(
  program: Program,
  state: Readonly<Record<string, DoubleValue>>,
  inputs: Readonly<Record<string, HostArray>>,
): Doubles {
  return inDoubles(() => {
    // From a plain array, which TF.js copies into what it takes for single precision.
    const tensor = ({ spec, values }: DoubleValue): tf.Tensor =>
      tf.tensor(Array.from(values), [...spec.shape], spec.dtype);
    const stateTensors = Object.fromEntries(Object.entries(state).map(([name, value]) => [name, tensor(value)]));
    const fed = Object.fromEntries(
      Object.entries(program.inputs).map(([name, spec]) => [name, tensor({ spec, values: inputs[name]! })]),
    );
    return { ...program.run(stateTensors, fed).outputs };
  });
}
