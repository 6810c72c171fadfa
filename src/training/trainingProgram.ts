/** One training step as a program: forward, TF.js's gradient tape, clipping and update in one graph. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, Tensors, TensorSpec } from '../engine/engine.ts';
import { applyAdam, OPTIMISER_INPUTS, type OptimiserSettings } from './optimiser.ts';

export interface TrainingStep {
  readonly name: string;
  /** Inputs of the loss; the optimiser's are added. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  loss(parameters: Tensors, inputs: Tensors): tf.Scalar;
}

/** Output `loss` is the loss before the update. */
export function trainingProgram(
  step: TrainingStep,
  parameterNames: readonly string[],
  optimiser: OptimiserSettings,
): Program {
  return {
    name: step.name,
    inputs: { ...step.inputs, ...OPTIMISER_INPUTS },
    run(state, inputs) {
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        step.loss(Object.fromEntries(parameterNames.map((name, index) => [name, tensors[index]!])), inputs),
      )(parameterNames.map((name) => state[name]!));
      return { outputs: { loss: value }, state: applyAdam(optimiser, parameterNames, grads, state, inputs) };
    },
  };
}
