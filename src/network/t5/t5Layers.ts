/**
 * The layers that T5's encoder, its decoder and decoding step by step are made of. Hidden states are rows, [rows * length,
 * width]; keys and values are [rows, heads, length, key width]. Attention is not scaled by the key width: the initial
 * weights are.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import type { Dropout } from '../dropout.ts';
import { HIDDEN_SCORE } from '../hiddenScore.ts';
import { relu } from '../relu.ts';
import { rmsNorm } from './rmsNorm.ts';
import { feedForwardName, normName, projectionName } from './t5Parameters.ts';
import type { T5Shape } from './t5Shape.ts';

/**
 * @param mask [rows, length], 1 for a token, 0 for padding.
 * @returns [rows, 1, 1, length], to add to scores
 */
export function paddingBias(mask: tf.Tensor): tf.Tensor4D {
  const [rowCount, length] = mask.shape as [number, number];
  return tf.reshape(tf.mul(tf.sub(1, tf.cast(mask, 'float32')), HIDDEN_SCORE), [rowCount, 1, 1, length]);
}

/** [1, 1, length, length], to add to scores: no place sees what comes after it. */
export function causalBias(length: number): tf.Tensor4D {
  const places = tf.range(0, length, 1, 'int32');
  const ahead = tf.greater(tf.reshape(places, [1, 1, 1, length]), tf.reshape(places, [1, 1, length, 1]));
  return tf.mul(tf.cast(ahead, 'float32'), HIDDEN_SCORE);
}

/** The norm before a layer. */
export function layerNormed(parameters: Tensors, shape: T5Shape, layer: string, x: tf.Tensor): tf.Tensor {
  return rmsNorm(x, parameters[normName(layer)]!, shape.normEpsilon);
}

/** `x` times a matrix of the checkpoint, which is [out, in]. */
export function project(parameters: Tensors, name: string, x: tf.Tensor): tf.Tensor2D {
  return tf.matMul<tf.Tensor2D>(x, parameters[name]!, false, true);
}

/**
 * Queries, keys or values of an attention.
 * @param x [rows * length, width]
 * @returns [rows, heads, length, key width]
 */
export function projectHeads(
  parameters: Tensors,
  { headCount, keyWidth }: T5Shape,
  attention: string,
  part: 'q' | 'k' | 'v',
  x: tf.Tensor,
  rowCount: number,
): tf.Tensor4D {
  const projected = project(parameters, projectionName(attention, part), x);
  return tf.transpose(tf.reshape(projected, [rowCount, -1, headCount, keyWidth]), [0, 2, 1, 3]);
}

/**
 * @param query [rows, heads, queries, key width]
 * @param key [rows, heads, keys, key width]; @param value likewise
 * @param biases What is added to the scores; each broadcasts to [rows, heads, queries, keys].
 * @returns [rows * queries, heads * key width]
 */
export function attend(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  biases: readonly tf.Tensor[],
  attention: string,
  dropout: Dropout,
): tf.Tensor2D {
  const [rowCount, headCount, queryCount, keyWidth] = query.shape;
  const products: tf.Tensor = tf.matMul(query, key, false, true);
  const scores = biases.reduce((sum, bias) => tf.add(sum, bias), products);
  const weights = dropout(weightsSite(attention), tf.softmax(scores));
  const mixed = tf.transpose(tf.matMul(weights, value), [0, 2, 1, 3]);
  return tf.reshape(mixed, [rowCount * queryCount, headCount * keyWidth]);
}

/** The matrix after the heads. */
export function joinHeads(parameters: Tensors, attention: string, mixed: tf.Tensor): tf.Tensor2D {
  return project(parameters, projectionName(attention, 'o'), mixed);
}

/** The feed-forward layer without norm and residual: [rows, width] to [rows, width]. */
export function feedForward(
  parameters: Tensors,
  shape: T5Shape,
  layer: string,
  x: tf.Tensor,
  dropout: Dropout,
): tf.Tensor2D {
  const through = (part: 'wi' | 'wi_0' | 'wi_1'): tf.Tensor => project(parameters, feedForwardName(layer, part), x);
  const inner = shape.feedForward === 'relu' ? relu(through('wi')) : tf.mul(gelu(through('wi_0')), through('wi_1'));
  return project(parameters, feedForwardName(layer, 'wo'), dropout(innerSite(layer), inner));
}

/** The tanh approximation (`gelu_new`), which T5 v1.1 was trained with. */
function gelu(x: tf.Tensor): tf.Tensor {
  const cubic = tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}

/** Dropout sites, called after what they follow. */
export const weightsSite = (attention: string): string => `${attention}/weights`;
export const innerSite = (layer: string): string => `${layer}/inner`;
export const residualSite = (layer: string): string => layer;
export const embeddingSite = (stack: string): string => `${stack}/embedding`;
export const finalSite = (stack: string): string => `${stack}/final`;
