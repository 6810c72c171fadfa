/** Training steps of a T5 on generation batches: batches with their dropout masks and programs, as the loop runs them. */
import type { Program, Tensors } from '../../engine/engine.ts';
import { dropoutFrom, NO_DROPOUT } from '../../network/dropout.ts';
import { withoutPrefix, withPrefix } from '../../network/parameters.ts';
import { t5DropoutSites } from '../../network/t5/t5DropoutSites.ts';
import { t5Parameters } from '../../network/t5/t5Parameters.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { dropoutMasks } from '../drawing/dropoutMasks.ts';
import type { OptimiserSettings } from '../optimiser.ts';
import type { TrainingBatch } from '../trainLoop.ts';
import { type StepPart, stepPart, trainingProgram } from '../trainingProgram.ts';
import type { GenerationBatches } from './generationBatches.ts';
import { type GenerationShape, t5Loss, t5LossInputs } from './t5Loss.ts';

export interface T5StepSettings {
  readonly dropout: number;
  readonly optimiser: OptimiserSettings;
  /** As the batches are made. */
  readonly batchParts: number;
  readonly seed: number;
  /** What the names of its parameters begin with among those of a state that it shares with others; none by default. */
  readonly prefix?: string;
}

export function t5TrainingProgram(
  shape: T5Shape,
  batch: GenerationShape,
  { dropout, optimiser, prefix = '' }: Pick<T5StepSettings, 'dropout' | 'optimiser' | 'prefix'>,
  part: StepPart = 'whole',
): Program {
  const step = {
    name: `train T5 ${batch.rowCount}x${batch.inputLength}`,
    inputs: t5LossInputs(shape, batch, dropout),
    loss: (parameters: Tensors, fed: Tensors) => ({
      loss: t5Loss(withoutPrefix(parameters, prefix), shape, fed, dropout > 0 ? dropoutFrom(fed) : NO_DROPOUT),
    }),
  };
  return trainingProgram(step, Object.keys(withPrefix(t5Parameters(shape), prefix)), optimiser, part);
}

/** The steps of an epoch, by epoch and index. */
export function t5Steps(
  shape: T5Shape,
  batches: GenerationBatches,
  settings: T5StepSettings,
): (epoch: number, index: number) => TrainingBatch[] {
  return (epoch, index) => {
    const parts = batches.parts(epoch, index);
    return parts.map(({ shape: batch, inputs, scoredCount, drawing }, at) => {
      const part = stepPart(at, parts.length, settings.batchParts);
      const sites = t5DropoutSites(shape, batch.rowCount, batch.inputLength, batch.targetLength);
      return {
        programKey: `${part} ${JSON.stringify(batch)}`,
        program: () => t5TrainingProgram(shape, batch, settings, part),
        inputs: { ...inputs, ...dropoutMasks(sites, settings, drawing) },
        weight: scoredCount,
      };
    });
  };
}
