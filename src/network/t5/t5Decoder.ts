/**
 * T5's decoder as pure functions: whole targets at once for training, and token by token, with cached keys and values, for
 * generation.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import { type Dropout, NO_DROPOUT } from '../dropout.ts';
import { positionBias } from './relativePositions.ts';
import { rmsNorm } from './rmsNorm.ts';
import { embedTokens } from './t5Encoder.ts';
import {
  attend,
  causalBias,
  embeddingSite,
  feedForward,
  finalSite,
  joinHeads,
  layerNormed,
  paddingBias,
  projectHeads,
  residualSite,
} from './t5Layers.ts';
import {
  blockNames,
  crossAttentionName,
  EMBEDDINGS,
  finalNormName,
  selfAttentionName,
  UNTIED_HEAD,
} from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

export interface KeysAndValues {
  /** [rows, heads, length, key width] */
  readonly keys: tf.Tensor4D;
  /** [rows, heads, length, key width] */
  readonly values: tf.Tensor4D;
}

/** What the decoder looks at: of each of its blocks, the encoder's states as keys and values. */
export interface EncodedInputs {
  readonly blocks: readonly KeysAndValues[];
  /** See `paddingBias`: [rows, 1, 1, length] */
  readonly paddingBias: tf.Tensor4D;
}

/**
 * Keys and values of the cross-attentions: computed once for each row, whatever is then decoded from it.
 * @param encoded [rows, length, width]; @param mask [rows, length]
 */
export function encodedInputs(parameters: Tensors, shape: T5Shape, encoded: tf.Tensor, mask: tf.Tensor): EncodedInputs {
  const [rowCount] = mask.shape as [number];
  const states = tf.reshape(encoded, [-1, shape.width]);
  const blocks = Array.from({ length: shape.decoderBlockCount }, (_, block) => {
    const attention = crossAttentionName(blockNames('decoder', block).crossAttention!);
    const heads = (part: 'k' | 'v') => projectHeads(parameters, shape, attention, part, states, rowCount);
    return { keys: heads('k'), values: heads('v') };
  });
  return { blocks, paddingBias: paddingBias(mask) };
}

/** The self-attention of one block over what has been decoded so far: [rows * queries, width] normed states in, the same out. */
export type SelfAttention = (block: number, attention: string, normed: tf.Tensor) => tf.Tensor2D;

/**
 * All blocks. The rows of `x` are as many for each row of the encoder, one after the other: places of a target, beams of a
 * request.
 */
export function decoderBlocks(
  parameters: Tensors,
  shape: T5Shape,
  embedded: tf.Tensor,
  selfAttention: SelfAttention,
  inputs: EncodedInputs,
  dropout: Dropout,
): tf.Tensor2D {
  let x = dropout(embeddingSite('decoder'), embedded);
  for (let block = 0; block < shape.decoderBlockCount; block++) {
    const names = blockNames('decoder', block);
    const own = selfAttentionName(names.selfAttention);
    const mixed = selfAttention(block, own, layerNormed(parameters, shape, names.selfAttention, x));
    x = tf.add(x, dropout(residualSite(names.selfAttention), joinHeads(parameters, own, mixed)));
    const crossLayer = names.crossAttention!;
    const cross = crossAttentionName(crossLayer);
    const { keys, values } = inputs.blocks[block]!;
    const asking = layerNormed(parameters, shape, crossLayer, x);
    const queries = projectHeads(parameters, shape, cross, 'q', asking, keys.shape[0]);
    const looked = attend(queries, keys, values, [inputs.paddingBias], cross, dropout);
    x = tf.add(x, dropout(residualSite(crossLayer), joinHeads(parameters, cross, looked)));
    const inner = layerNormed(parameters, shape, names.feedForward, x);
    x = tf.add(
      x,
      dropout(residualSite(names.feedForward), feedForward(parameters, shape, names.feedForward, inner, dropout)),
    );
  }
  const normed = rmsNorm(x, parameters[finalNormName('decoder')]!, shape.normEpsilon);
  return dropout(finalSite('decoder'), normed) as tf.Tensor2D;
}

/**
 * Teacher forcing: every place sees the target up to itself.
 * @param tokens [rows, length], int32: the targets shifted right, the start token before them.
 * @returns [rows * length, width]; see `headLogits`.
 */
export function decodeT5(
  parameters: Tensors,
  shape: T5Shape,
  tokens: tf.Tensor,
  inputs: EncodedInputs,
  dropout: Dropout,
): tf.Tensor2D {
  return decodeEmbedded(parameters, shape, embedTokens(parameters, tokens), tokens.shape, inputs, dropout);
}

/**
 * The same for tokens that were looked up already.
 * @param embedded [rows * length, width]
 * @param tokensShape Rows and length.
 */
export function decodeEmbedded(
  parameters: Tensors,
  shape: T5Shape,
  embedded: tf.Tensor,
  tokensShape: readonly number[],
  inputs: EncodedInputs,
  dropout: Dropout,
): tf.Tensor2D {
  const [rowCount, length] = tokensShape as [number, number];
  const bias = tf.add(positionBias(parameters, shape, 'decoder', length), causalBias(length));
  const selfAttention: SelfAttention = (_block, attention, normed) => {
    const heads = (part: 'q' | 'k' | 'v') => projectHeads(parameters, shape, attention, part, normed, rowCount);
    return attend(heads('q'), heads('k'), heads('v'), [bias], attention, dropout);
  };
  return decoderBlocks(parameters, shape, embedded, selfAttention, inputs, dropout);
}

/** What one step of decoding adds: the last place's hidden states, and its keys and values of each block. */
export interface DecodedStep {
  /** [rows, width]; see `headLogits`. */
  readonly hidden: tf.Tensor2D;
  /** [rows, heads, 1, key width] each */
  readonly blocks: readonly KeysAndValues[];
}

/**
 * One more token for every row.
 * @param tokens [rows], int32: what was decoded last, or the start token.
 * @param past Keys and values of each block for the places before, [rows, heads, places, key width]; null at the first.
 * @param bias [1 or rows, heads, 1, places + 1]: the position bias (see `decoderStepBias`), and whatever hides unused
 *   places of the cache.
 * @param inputs Of one row for every `rows / inputs rows` rows, in order: beams of a request share its encoding.
 */
export function decodeT5Step(
  parameters: Tensors,
  shape: T5Shape,
  tokens: tf.Tensor,
  past: readonly KeysAndValues[] | null,
  bias: tf.Tensor,
  inputs: EncodedInputs,
): DecodedStep {
  const [rowCount] = tokens.shape as [number];
  const blocks: KeysAndValues[] = [];
  const selfAttention: SelfAttention = (block, attention, normed) => {
    const heads = (part: 'q' | 'k' | 'v') => projectHeads(parameters, shape, attention, part, normed, rowCount);
    const now = { keys: heads('k'), values: heads('v') };
    blocks.push(now);
    const before = past?.[block];
    const keys = before === undefined ? now.keys : tf.concat([before.keys, now.keys], 2);
    const values = before === undefined ? now.values : tf.concat([before.values, now.values], 2);
    return attend(heads('q'), keys, values, [bias], attention, NO_DROPOUT);
  };
  const embedded = embedTokens(parameters, tokens);
  const hidden = decoderBlocks(parameters, shape, embedded, selfAttention, inputs, NO_DROPOUT);
  return { hidden, blocks };
}

/** The matrix of the head, [vocabulary, width]. */
export function headTable(parameters: Tensors, shape: T5Shape): tf.Tensor2D {
  return parameters[shape.head === 'tied' ? EMBEDDINGS : UNTIED_HEAD] as tf.Tensor2D;
}

/** Hidden states as the head takes them: rescaled where the checkpoint wants it. */
export function headInput(shape: T5Shape, hidden: tf.Tensor2D): tf.Tensor2D {
  return shape.isOutputScaled ? tf.mul(hidden, shape.width ** -0.5) : hidden;
}

/** @param hidden [rows, width]; @returns [rows, vocabulary] */
export function headLogits(parameters: Tensors, shape: T5Shape, hidden: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul<tf.Tensor2D>(headInput(shape, hidden), headTable(parameters, shape), false, true);
}
