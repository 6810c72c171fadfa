/** T5's encoder (Raffel et al. 2020) as a pure function of parameters and a batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import type { Dropout } from '../dropout.ts';
import { positionBias } from './relativePositions.ts';
import { rmsNorm } from './rmsNorm.ts';
import {
  attend,
  embeddingSite,
  feedForward,
  finalSite,
  joinHeads,
  layerNormed,
  paddingBias,
  projectHeads,
  residualSite,
} from './t5Layers.ts';
import { blockNames, EMBEDDINGS, finalNormName, selfAttentionName } from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

/** @param tokens [rows, length], int32; @returns [rows * length, width] */
export function embedTokens(parameters: Tensors, tokens: tf.Tensor): tf.Tensor2D {
  return tf.gather(parameters[EMBEDDINGS] as tf.Tensor2D, tf.reshape(tf.cast(tokens, 'int32'), [-1]));
}

/**
 * @param inputTokens [rows, length], int32
 * @param mask [rows, length], 1 for a token, 0 for padding (on either side)
 * @returns [rows, length, width]; what stands at padded places means nothing.
 */
export function encodeT5(
  parameters: Tensors,
  shape: T5Shape,
  inputTokens: tf.Tensor,
  mask: tf.Tensor,
  dropout: Dropout,
): tf.Tensor3D {
  return encodeEmbedded(parameters, shape, embedTokens(parameters, inputTokens), mask, dropout);
}

/** The same for what need not be tokens of the table. @param embedded [rows * length, width] */
export function encodeEmbedded(
  parameters: Tensors,
  shape: T5Shape,
  embedded: tf.Tensor,
  mask: tf.Tensor,
  dropout: Dropout,
): tf.Tensor3D {
  const [rowCount, length] = mask.shape as [number, number];
  const biases = [positionBias(parameters, shape, 'encoder', length), paddingBias(mask)];
  let x = dropout(embeddingSite('encoder'), embedded);
  for (let block = 0; block < shape.encoderBlockCount; block++) {
    const names = blockNames('encoder', block);
    const attention = selfAttentionName(names.selfAttention);
    const normed = layerNormed(parameters, shape, names.selfAttention, x);
    const heads = (part: 'q' | 'k' | 'v') => projectHeads(parameters, shape, attention, part, normed, rowCount);
    const mixed = attend(heads('q'), heads('k'), heads('v'), biases, attention, dropout);
    x = tf.add(x, dropout(residualSite(names.selfAttention), joinHeads(parameters, attention, mixed)));
    const inner = layerNormed(parameters, shape, names.feedForward, x);
    const outer = feedForward(parameters, shape, names.feedForward, inner, dropout);
    x = tf.add(x, dropout(residualSite(names.feedForward), outer));
  }
  const normed = rmsNorm(x, parameters[finalNormName('encoder')]!, shape.normEpsilon);
  return tf.reshape(dropout(finalSite('encoder'), normed), [rowCount, length, shape.width]);
}
