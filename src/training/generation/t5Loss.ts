/** The loss of a T5 on prompts and the IDs that should follow: cross-entropy over the vocabulary at the scored tokens. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../../engine/engine.ts';
import { type Dropout, maskInput } from '../../network/dropout.ts';
import { decodeEmbedded, encodedInputs, headInput, headTable } from '../../network/t5/t5Decoder.ts';
import { t5DropoutSites } from '../../network/t5/t5DropoutSites.ts';
import { embedTokens, encodeEmbedded } from '../../network/t5/t5Encoder.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { catalogueCrossEntropy, chunkRowsFor } from '../losses/catalogueCrossEntropy.ts';

/** All that the shapes of a step's inputs depend on. */
export interface GenerationShape {
  readonly rowCount: number;
  readonly inputLength: number;
  readonly targetLength: number;
  /** Room for the tokens that the loss is taken over. */
  readonly scoredCount: number;
}

/**
 * - `inputTokens`, `mask` [rows, input length]: the prompts, and 1 where there is a token;
 * - `targetTokens` [rows, target length]: the start token and the ID, which the decoder sees;
 * - `scoredPlaces`, `scoredTokens`, `weights` [scored]: places among all of the decoder's, the token that should follow
 *   there, and its share of the loss.
 */
export function t5LossInputs(shape: T5Shape, batch: GenerationShape, dropoutRate: number): Record<string, TensorSpec> {
  const { rowCount, inputLength, targetLength, scoredCount } = batch;
  const masks =
    dropoutRate === 0
      ? []
      : t5DropoutSites(shape, rowCount, inputLength, targetLength).map(
          (site) => [maskInput(site.site), { shape: site.shape, dtype: 'float32' }] as const,
        );
  return {
    inputTokens: { shape: [rowCount, inputLength], dtype: 'int32' },
    mask: { shape: [rowCount, inputLength], dtype: 'float32' },
    targetTokens: { shape: [rowCount, targetLength], dtype: 'int32' },
    scoredPlaces: { shape: [scoredCount], dtype: 'int32' },
    scoredTokens: { shape: [scoredCount], dtype: 'int32' },
    weights: { shape: [scoredCount], dtype: 'float32' },
    ...Object.fromEntries(masks),
  };
}

export function t5Loss(parameters: Tensors, shape: T5Shape, fed: Tensors, dropout: Dropout): tf.Scalar {
  const { inputTokens, targetTokens } = fed as { inputTokens: tf.Tensor2D; targetTokens: tf.Tensor2D };
  const inputCount = inputTokens.size;
  // One look-up for both sides, for each costs a gradient of the whole table's size.
  const tokens = tf.concat([tf.reshape(inputTokens, [-1]), tf.reshape(targetTokens, [-1])]);
  const embedded = embedTokens(parameters, tokens);
  const inputs = tf.slice(embedded, [0, 0], [inputCount, shape.width]);
  const targets = tf.slice(embedded, [inputCount, 0], [targetTokens.size, shape.width]);
  return embeddedLoss(parameters, shape, { inputs, targets }, fed, dropout);
}

export interface EmbeddedTokens {
  /** [rows * input length, width] */
  readonly inputs: tf.Tensor;
  /** [rows * target length, width] */
  readonly targets: tf.Tensor;
}

/** The same for tokens that were looked up already, or for what stands in their place. */
export function embeddedLoss(
  parameters: Tensors,
  shape: T5Shape,
  { inputs, targets }: EmbeddedTokens,
  fed: Tensors,
  dropout: Dropout,
): tf.Scalar {
  const { mask, targetTokens } = fed as { mask: tf.Tensor2D; targetTokens: tf.Tensor2D };
  const encoded = encodeEmbedded(parameters, shape, inputs, mask, dropout);
  const looked = encodedInputs(parameters, shape, encoded, mask);
  const hidden = decodeEmbedded(parameters, shape, targets, targetTokens.shape, looked, dropout);
  const scored = tf.gather(hidden, fed.scoredPlaces as tf.Tensor1D);
  return catalogueCrossEntropy(
    headInput(shape, scored),
    headTable(parameters, shape),
    null,
    { rows: fed.scoredTokens as tf.Tensor1D, weights: fed.weights as tf.Tensor1D },
    chunkRowsFor(shape.vocabularySize),
  );
}
