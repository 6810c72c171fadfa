/**
 * The parameters of a T5 network, by the names of Hugging Face's state dictionary: what a checkpoint holds is loaded and
 * saved as it is. Matrices are [out, in]. This file alone knows the names.
 */
import { type Initialiser, ONES, type ParameterSpecs } from '../parameters.ts';
import type { T5Shape } from './t5Shape.ts';

export type Stack = 'encoder' | 'decoder';

/** Rows are tokens: what both stacks read, and the head where it is tied. */
export const EMBEDDINGS = 'shared.weight';
export const UNTIED_HEAD = 'lm_head.weight';

/** Names of one block's layers; each has a norm, `layer_norm.weight`, before it. */
export interface BlockNames {
  readonly selfAttention: string;
  /** Null in the encoder. */
  readonly crossAttention: string | null;
  readonly feedForward: string;
}

export function blockNames(stack: Stack, block: number): BlockNames {
  const layer = (index: number): string => `${stack}.block.${block}.layer.${index}`;
  return stack === 'encoder'
    ? { selfAttention: layer(0), crossAttention: null, feedForward: layer(1) }
    : { selfAttention: layer(0), crossAttention: layer(1), feedForward: layer(2) };
}

export const normName = (layer: string): string => `${layer}.layer_norm.weight`;
export const finalNormName = (stack: Stack): string => `${stack}.final_layer_norm.weight`;

/** Only the first block has a table; the others use its biases. */
export const positionTableName = (stack: Stack): string =>
  `${selfAttentionName(blockNames(stack, 0).selfAttention)}.relative_attention_bias.weight`;

export const selfAttentionName = (layer: string): string => `${layer}.SelfAttention`;
export const crossAttentionName = (layer: string): string => `${layer}.EncDecAttention`;
export const projectionName = (attention: string, part: 'q' | 'k' | 'v' | 'o'): string => `${attention}.${part}.weight`;
export const feedForwardName = (layer: string, part: 'wi' | 'wi_0' | 'wi_1' | 'wo'): string =>
  `${layer}.DenseReluDense.${part}.weight`;

/** Initial weights as in Hugging Face's `_init_weights` with factor 1: attention is not scaled, so queries begin small. */
export function t5Parameters(shape: T5Shape): ParameterSpecs {
  const { width, keyWidth, innerWidth, headCount, bucketCount, vocabularySize } = shape;
  const headsWidth = headCount * keyWidth;
  const normal = (deviation: number): Initialiser => ({ kind: 'normal', deviation });
  const fromWidth = normal(width ** -0.5);
  const specs: Record<string, ParameterSpecs[string]> = {};
  const matrix = (name: string, out: number, into: number, initialiser: Initialiser): void => {
    specs[name] = { shape: [out, into], initialiser };
  };
  const norm = (name: string): void => {
    specs[name] = { shape: [width], initialiser: ONES };
  };
  const attention = (name: string): void => {
    matrix(projectionName(name, 'q'), headsWidth, width, normal((width * keyWidth) ** -0.5));
    matrix(projectionName(name, 'k'), headsWidth, width, fromWidth);
    matrix(projectionName(name, 'v'), headsWidth, width, fromWidth);
    matrix(projectionName(name, 'o'), width, headsWidth, normal(headsWidth ** -0.5));
  };
  matrix(EMBEDDINGS, vocabularySize, width, normal(1));
  for (const stack of ['encoder', 'decoder'] as const) {
    const blockCount = stack === 'encoder' ? shape.encoderBlockCount : shape.decoderBlockCount;
    for (let block = 0; block < blockCount; block++) {
      const names = blockNames(stack, block);
      attention(selfAttentionName(names.selfAttention));
      if (block === 0) matrix(positionTableName(stack), bucketCount, headCount, fromWidth);
      norm(normName(names.selfAttention));
      if (names.crossAttention !== null) {
        attention(crossAttentionName(names.crossAttention));
        norm(normName(names.crossAttention));
      }
      for (const part of shape.feedForward === 'relu' ? (['wi'] as const) : (['wi_0', 'wi_1'] as const)) {
        matrix(feedForwardName(names.feedForward, part), innerWidth, width, fromWidth);
      }
      matrix(feedForwardName(names.feedForward, 'wo'), width, innerWidth, normal(innerWidth ** -0.5));
      norm(normName(names.feedForward));
    }
    norm(finalNormName(stack));
  }
  if (shape.head === 'untied') matrix(UNTIED_HEAD, vocabularySize, width, normal(1));
  return specs;
}
