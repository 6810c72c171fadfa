/** Chooses the loss of a next-item model by its settings. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import { catalogueCrossEntropy, chunkRowsFor } from './catalogueCrossEntropy.ts';
import { binaryCrossEntropy, gbceExponent, sampledCrossEntropy, sampledScores } from './sampledLosses.ts';

export const NEXT_ITEM_LOSSES = ['ce', 'bce', 'gbce', 'sampled-ce'] as const;

export interface NextItemLossSettings {
  readonly loss: (typeof NEXT_ITEM_LOSSES)[number];
  /** Negatives per position, for all losses but `ce`. */
  readonly negatives: number;
  /** gSASRec's t, for `gbce`. */
  readonly gbceCalibration: number;
}

export function negativesPerPosition({ loss, negatives }: NextItemLossSettings): number {
  return loss === 'ce' ? 0 : negatives;
}

/** Mean loss of the positions: `weights` add up to 1. Inputs: targetRows, weights, and negativeRows where there are any. */
export function nextItemLoss(
  settings: NextItemLossSettings,
  hidden: tf.Tensor2D,
  output: { readonly table: tf.Tensor2D; readonly bias: tf.Tensor1D | null },
  inputs: Tensors,
): tf.Scalar {
  const { table, bias } = output;
  const itemCount = table.shape[0];
  const rows = inputs.targetRows as tf.Tensor1D;
  const weights = inputs.weights as tf.Tensor1D;
  if (settings.loss === 'ce') {
    return catalogueCrossEntropy(hidden, table, bias, { rows, weights }, chunkRowsFor(itemCount));
  }
  const scores = sampledScores(hidden, table, bias, rows, inputs.negativeRows as tf.Tensor2D);
  switch (settings.loss) {
    case 'bce':
      return binaryCrossEntropy(scores, weights, 1);
    case 'gbce':
      return binaryCrossEntropy(scores, weights, gbceExponent(settings.negatives, itemCount, settings.gbceCalibration));
    case 'sampled-ce':
      return sampledCrossEntropy(scores, weights);
    default:
      return settings.loss satisfies never;
  }
}
