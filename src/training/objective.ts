/**
 * What a sequential model is trained to do: which batches it is fed and what its loss on them is. The model itself, its
 * dropout, the optimiser and the loop know nothing of it, and one objective can be wrapped around another.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../engine/engine.ts';
import type { Packing } from '../network/packing.ts';
import type { ParameterSpecs } from '../network/parameters.ts';
import type { EncodedSequences } from '../network/sequentialModel.ts';
import type { StepInputs } from './drawing/randomArray.ts';
import type { TrainingPhase } from './trainingPhases.ts';

/** All that the shapes of a part's inputs depend on: parts of equal shapes run the same program. */
export interface PartShape {
  readonly rowCount: number;
  /** Positions that the loss is taken over, those that only fill up included. */
  readonly scoredCount: number;
}

/** A batch, or a part of one that is computed by itself to need less memory. */
export interface BatchPart {
  readonly shape: PartShape;
  /** By the names of `TrainingObjective.inputs`. */
  readonly inputs: StepInputs;
  /** Positions that have a target: the weight of the part in the epoch's mean loss. */
  readonly positionCount: number;
  /** The packed sequences, as indexes into the training sequences. */
  readonly sequences: Uint32Array;
  /** Where each of them lies, and how many slots it takes. */
  readonly packing: Packing;
  readonly lengths: Uint32Array;
  /** Number of this part among all parts of all steps: the counter of whatever is drawn for it. */
  readonly drawing: number;
}

export interface LossTerms {
  readonly loss: tf.Scalar;
  /** More to be logged, by name; like the loss, the values of a batch's parts add up to the batch's. */
  readonly measures?: Readonly<Record<string, tf.Scalar>>;
}

export interface TrainingObjective {
  readonly batchesPerEpoch: number;
  /** What it trains beside the model's own parameters. Not kept with the trained model. */
  readonly parameters?: ParameterSpecs;
  /** Names of those that the loss depends on in a phase; left out: all of them, always. */
  parametersIn?(phase: string | null): readonly string[];
  /** What decides the result of training and is no setting of the baseline; a checkpoint under another is not resumed. */
  readonly identity?: unknown;
  /** Left out: there is one phase, of as many epochs as the loop's settings have it. */
  readonly phases?: readonly TrainingPhase[];
  /** In arrays of its own, which later calls leave as they are. Epoch and index count from 0; a function of these alone. */
  batch(epoch: number, index: number): readonly BatchPart[];
  inputs(shape: PartShape): Record<string, TensorSpec>;
  /**
   * @param parameters The model's and the objective's own.
   * @param encoded What the model makes of the inputs.
   * @param fed The inputs of the part.
   */
  loss(parameters: Tensors, encoded: EncodedSequences, fed: Tensors, phase: string | null): LossTerms;
}
