/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as part of the training step. What changes from step
 * to step (learning rate, bias corrections) comes in as scalars.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Tensors, TensorSpec } from '../engine/engine.ts';
import { type AdamBetas, type AdamTensors, fusedAdam, sumOfSquares } from '../network/fusedKernels.ts';
import type { StateValue } from '../network/parameters.ts';

export interface OptimiserSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled (AdamW); 0 is plain Adam. */
  readonly weightDecay: number;
  /** Largest global norm of the gradients; null: unlimited. */
  readonly clipNorm: number | null;
  /** By parameter: what its steps, but not its decay, are multiplied by; 1 where it is not named. */
  readonly stepFactors?: Readonly<Record<string, number>>;
}

const firstMoment = (name: string): string => `moment1/${name}`;
const secondMoment = (name: string): string => `moment2/${name}`;

const SCALAR: TensorSpec = { shape: [], dtype: 'float32' };
export const OPTIMISER_INPUTS = { stepSize: SCALAR, stepEpsilon: SCALAR, kept: SCALAR };

/** Zero moments for every parameter. */
export function optimiserState(parameters: Readonly<Record<string, StateValue>>): Record<string, StateValue> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { spec, values }]) =>
      [firstMoment(name), secondMoment(name)].map((moment) => [
        moment,
        { spec, values: new Float32Array(values.length) },
      ]),
    ),
  );
}

/**
 * Host side of step `step` (from 1). The state holds M = m / (1 - beta1) and V = v / (1 - beta2), which takes two passes
 * over all parameters less than m and v themselves. With c1 = 1 - beta1^t and c2 = 1 - beta2^t, the update
 * lr (m / c1) / (sqrt(v / c2) + eps) equals stepSize M / (sqrt(V) + stepEpsilon). `kept` is what decay leaves.
 */
export function optimiserInputs(
  { beta1, beta2, epsilon, weightDecay }: OptimiserSettings,
  learningRate: number,
  step: number,
): Record<string, HostArray> {
  const root = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
  return {
    stepSize: Float32Array.of((learningRate * root * (1 - beta1)) / (1 - beta1 ** step)),
    stepEpsilon: Float32Array.of(epsilon * root),
    kept: Float32Array.of(1 - learningRate * weightDecay),
  };
}

/** New parameters and moments, by the names of the state. */
export function applyAdam(
  settings: OptimiserSettings,
  names: readonly string[],
  gradients: readonly tf.Tensor[],
  state: Tensors,
  inputs: Tensors,
): tf.NamedTensorMap {
  const scale = settings.clipNorm === null ? tf.scalar(1) : clippingScale(gradients, settings.clipNorm);
  const { stepSize, stepEpsilon, kept } = inputs as Record<keyof typeof OPTIMISER_INPUTS, tf.Scalar>;
  const updated: tf.NamedTensorMap = {};
  names.forEach((name, index) => {
    const entries = [name, firstMoment(name), secondMoment(name)] as const;
    const [parameter, first, second] = entries.map((entry) => state[entry]!) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const tensors = { parameter, firstMoment: first, secondMoment: second, gradient: gradients[index]!, scale };
    const factor = settings.stepFactors?.[name] ?? 1;
    const step = { ...tensors, stepSize: factor === 1 ? stepSize : tf.mul(stepSize, factor), stepEpsilon, kept };
    const values = fusedAdam(step, settings) ?? adam(step, settings);
    entries.forEach((entry, place) => {
      updated[entry] = values[place]!;
    });
  });
  return updated;
}

/** The same operator by operator. */
function adam(
  { parameter, firstMoment: first, secondMoment: second, gradient, scale, stepSize, stepEpsilon, kept }: AdamTensors,
  { beta1, beta2 }: AdamBetas,
): readonly tf.Tensor[] {
  const clipped = tf.mul(gradient, scale);
  const m = tf.add(tf.mul(first, beta1), clipped);
  const v = tf.add(tf.mul(second, beta2), tf.square(clipped));
  const change = tf.mul(tf.div(m, tf.add(tf.sqrt(v), stepEpsilon)), stepSize);
  return [tf.sub(tf.mul(parameter, kept), change), m, v];
}

/** What brings the global norm of all gradients down to the limit; 1 where it is below. */
function clippingScale(gradients: readonly tf.Tensor[], limit: number): tf.Scalar {
  const norm = tf.sqrt(tf.addN(gradients.map(sumOfSquares)));
  // PyTorch's clip_grad_norm_ adds the same 1e-6.
  return tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
}
