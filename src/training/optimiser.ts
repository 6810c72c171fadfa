/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) inside the training graph. What changes from step
 * to step (learning rate, bias corrections) comes in as scalars.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { HostArray, Tensors, TensorSpec } from '../engine/engine.ts';
import type { StateValue } from '../network/parameters.ts';

export interface OptimiserSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled (AdamW); 0 is plain Adam. */
  readonly weightDecay: number;
  /** Largest global norm of the gradients; null: unlimited. */
  readonly clipNorm: number | null;
}

const firstMoment = (name: string): string => `moment1/${name}`;
const secondMoment = (name: string): string => `moment2/${name}`;

const SCALAR: TensorSpec = { shape: [], dtype: 'float32' };
export const OPTIMISER_INPUTS = { stepSize: SCALAR, stepEpsilon: SCALAR, decay: SCALAR };

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
 * Host side of step `step` (from 1). With c1 = 1 - beta1^t and c2 = 1 - beta2^t, the update
 * lr (m / c1) / (sqrt(v / c2) + eps) equals stepSize m / (sqrt(v) + stepEpsilon).
 */
export function optimiserInputs(
  settings: OptimiserSettings,
  learningRate: number,
  step: number,
): Record<string, HostArray> {
  const correction1 = 1 - settings.beta1 ** step;
  const root2 = Math.sqrt(1 - settings.beta2 ** step);
  return {
    stepSize: Float32Array.of((learningRate * root2) / correction1),
    stepEpsilon: Float32Array.of(settings.epsilon * root2),
    decay: Float32Array.of(learningRate * settings.weightDecay),
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
  const clipped = settings.clipNorm === null ? gradients : clipByGlobalNorm(gradients, settings.clipNorm);
  const updated: tf.NamedTensorMap = {};
  names.forEach((name, index) => {
    const gradient = clipped[index]!;
    const parameter = state[name]!;
    const m = tf.add(tf.mul(state[firstMoment(name)]!, settings.beta1), tf.mul(gradient, 1 - settings.beta1));
    const v = tf.add(
      tf.mul(state[secondMoment(name)]!, settings.beta2),
      tf.mul(tf.square(gradient), 1 - settings.beta2),
    );
    const change = tf.mul(tf.div(m, tf.add(tf.sqrt(v), inputs.stepEpsilon!)), inputs.stepSize!);
    const decayed = settings.weightDecay === 0 ? parameter : tf.sub(parameter, tf.mul(parameter, inputs.decay!));
    updated[name] = tf.sub(decayed, change);
    updated[firstMoment(name)] = m;
    updated[secondMoment(name)] = v;
  });
  return updated;
}

function clipByGlobalNorm(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  // PyTorch's clip_grad_norm_ adds the same 1e-6.
  const scale = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
