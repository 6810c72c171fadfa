/** Training steps of an ID generator beside a recommender that stays as it is; see `softIdLoss.ts`. */
import type { Program, Tensors } from '../../engine/engine.ts';
import { dropoutFrom, NO_DROPOUT } from '../../network/dropout.ts';
import { withoutPrefix, withPrefix } from '../../network/parameters.ts';
import { t5Parameters } from '../../network/t5/t5Parameters.ts';
import { dropoutMasks } from '../drawing/dropoutMasks.ts';
import type { OptimiserSettings } from '../optimiser.ts';
import type { TrainingBatch } from '../trainLoop.ts';
import { trainingProgram } from '../trainingProgram.ts';
import type { SoftIdBatches } from './softIdBatches.ts';
import {
  ID_GENERATOR,
  softIdInputs,
  softIdLoss,
  type SoftIds,
  type SoftIdShape,
  type SoftIdShapes,
  softIdSites,
} from './softIdLoss.ts';

export interface SoftIdStepSettings {
  readonly softIds: SoftIds;
  readonly dropout: number;
  readonly optimiser: OptimiserSettings;
  readonly seed: number;
}

/** The state holds the recommender's parameters under their own names and the generator's behind `ID_GENERATOR`. */
export function softIdProgram(
  shapes: SoftIdShapes,
  batch: SoftIdShape,
  { softIds, dropout, optimiser }: Omit<SoftIdStepSettings, 'seed'>,
): Program {
  const step = {
    name: `train ID generator ${batch.prompts.rowCount}x${batch.prompts.inputLength}, ${batch.itemCount} items`,
    inputs: softIdInputs(shapes, batch, dropout),
    loss: (parameters: Tensors, fed: Tensors) => {
      const drop = dropout > 0 ? dropoutFrom(fed) : NO_DROPOUT;
      return { loss: softIdLoss(withoutPrefix(parameters, ID_GENERATOR), parameters, shapes, fed, softIds, drop) };
    },
  };
  return trainingProgram(step, Object.keys(withPrefix(t5Parameters(shapes.generator), ID_GENERATOR)), optimiser);
}

/** The steps of an epoch, by epoch and index. */
export function softIdSteps(
  shapes: SoftIdShapes,
  batches: SoftIdBatches,
  settings: SoftIdStepSettings,
): (epoch: number, index: number) => TrainingBatch[] {
  return (epoch, index) => {
    const { shape, inputs, scoredCount, drawing } = batches.batch(epoch, index);
    return [
      {
        programKey: `soft IDs ${JSON.stringify(shape)}`,
        program: () => softIdProgram(shapes, shape, settings),
        inputs: { ...inputs, ...dropoutMasks(softIdSites(shapes, shape), settings, drawing) },
        weight: scoredCount,
      },
    ];
  };
}
