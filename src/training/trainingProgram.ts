/** One training step as a program: forward, TF.js's gradient tape, clipping and update in one graph. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, Tensors, TensorSpec } from '../engine/engine.ts';
import type { StateValue } from '../network/parameters.ts';
import type { LossTerms } from './objective.ts';
import { applyAdam, OPTIMISER_INPUTS, type OptimiserSettings } from './optimiser.ts';

export interface TrainingStep {
  readonly name: string;
  /** Inputs of the loss; the optimiser's are added. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** @param parameters The state, and in it the parameters to train. */
  loss(parameters: Tensors, inputs: Tensors): LossTerms;
}

/**
 * `whole`: gradients and update. A batch in several parts runs `accumulate` for all but the last, which only adds to
 * the gradients kept in the state, and `apply` for the last.
 */
export type StepPart = 'whole' | 'accumulate' | 'apply';

/** What the part at a place does. @param batchParts Most parts of a batch; the last batch may have fewer. */
export function stepPart(place: number, partCount: number, batchParts: number): StepPart {
  if (partCount === 1 && batchParts === 1) return 'whole';
  return place < partCount - 1 ? 'accumulate' : 'apply';
}

const accumulated = (name: string): string => `gradient/${name}`;

/** Zero gradients for every parameter, for batches in parts. */
export function gradientState(parameters: Readonly<Record<string, StateValue>>): Record<string, StateValue> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { spec, values }]) => [
      accumulated(name),
      { spec, values: new Float32Array(values.length) },
    ]),
  );
}

/** Output `loss` is the loss before the update; the measures of the loss are outputs under their own names. */
export function trainingProgram(
  step: TrainingStep,
  parameterNames: readonly string[],
  optimiser: OptimiserSettings,
  part: StepPart = 'whole',
): Program {
  return {
    name: part === 'whole' ? step.name : `${step.name} ${part}`,
    inputs: { ...step.inputs, ...OPTIMISER_INPUTS },
    run(state, inputs) {
      const { loss, measures, grads } = lossAndGradients(step, parameterNames, state, inputs);
      const outputs = { ...measures, loss };
      if (part === 'whole') return { outputs, state: applyAdam(optimiser, parameterNames, grads, state, inputs) };
      const names = parameterNames.map(accumulated);
      const sums = grads.map((gradient, index) => tf.add(gradient, state[names[index]!]!));
      if (part === 'accumulate') return { outputs, state: byName(names, sums) };
      const cleared = byName(
        names,
        sums.map((sum) => tf.zerosLike(sum)),
      );
      return { outputs, state: { ...applyAdam(optimiser, parameterNames, sums, state, inputs), ...cleared } };
    },
  };
}

function lossAndGradients(step: TrainingStep, names: readonly string[], state: Tensors, inputs: Tensors) {
  // TF.js frees all that the differentiated function makes but its value; measures are kept and handed on.
  let kept: [string, tf.Tensor][] = [];
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const { loss, measures } = step.loss({ ...state, ...byName(names, tensors) }, inputs);
    kept = Object.entries(measures ?? {}).map(([name, measure]) => [name, tf.keep(tf.clone(measure))]);
    return loss;
  })(names.map((name) => state[name]!));
  const measures = Object.fromEntries(kept.map(([name, measure]) => [name, tf.clone(measure)]));
  for (const [, measure] of kept) measure.dispose();
  return { loss: value, measures, grads };
}

function byName(names: readonly string[], tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
}
