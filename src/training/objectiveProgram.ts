/** The program of one training step of a model under an objective. */
import type { Program, Tensors, TensorSpec } from '../engine/engine.ts';
import { dropoutFrom, maskInput, NO_DROPOUT } from '../network/dropout.ts';
import { packedTensors } from '../network/packedTensors.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import type { LossTerms, PartShape, TrainingObjective } from './objective.ts';
import type { OptimiserSettings } from './optimiser.ts';
import { type StepPart, trainingProgram } from './trainingProgram.ts';

export interface StepSettings {
  readonly dropout: number;
  readonly optimiser: OptimiserSettings;
}

/** Inputs of the loss: the objective's, and a mask for every place where the network drops. */
export function lossInputs(
  model: SequentialModel,
  objective: TrainingObjective,
  dropout: number,
  shape: PartShape,
): Record<string, TensorSpec> {
  const inputs = objective.inputs(shape);
  if (dropout === 0) return inputs;
  const masks = model
    .dropoutSites(shape.rowCount, model.maxLength)
    .map(({ site, shape: maskShape }) => [maskInput(site), { shape: maskShape, dtype: 'float32' }] as const);
  return { ...inputs, ...Object.fromEntries(masks) };
}

/** The model on the inputs, and the objective's loss on what it makes of them. */
export function modelLoss(
  model: SequentialModel,
  objective: TrainingObjective,
  dropout: number,
  phase: string | null,
  parameters: Tensors,
  fed: Tensors,
): LossTerms {
  const encoded = model.encode(parameters, packedTensors(fed), dropout > 0 ? dropoutFrom(fed) : NO_DROPOUT);
  return objective.loss(parameters, encoded, fed, phase);
}

export function objectiveProgram(
  model: SequentialModel,
  objective: TrainingObjective,
  { dropout, optimiser }: StepSettings,
  shape: PartShape,
  phase: string | null = null,
  part: StepPart = 'whole',
): Program {
  const step = {
    name: `train ${shape.rowCount}x${model.maxLength}${phase === null ? '' : ` ${phase}`}`,
    inputs: lossInputs(model, objective, dropout, shape),
    loss: (parameters: Tensors, fed: Tensors) => modelLoss(model, objective, dropout, phase, parameters, fed),
  };
  const own = objective.parametersIn?.(phase) ?? Object.keys(objective.parameters ?? {});
  return trainingProgram(step, [...Object.keys(model.parameters), ...own], optimiser, part);
}
