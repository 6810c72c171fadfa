/** Scores of items that may not be recommended. */
import * as tf from '@tensorflow/tfjs-core';

/** No item with this score or less may be recommended: for minus infinity TopK on WebGPU gives the lowest finite number. */
export const MASKED_SCORE = -(2 - 2 ** -23) * 2 ** 127;

/**
 * In one dimension, since there ONNX Runtime writes into the scores; in two it copies them first.
 * @param scores [histories, items]
 * @param places What is masked, counted through all scores: history * items + item.
 */
export function maskItems(scores: tf.Tensor2D, places: tf.Tensor): tf.Tensor2D {
  const all = tf.reshape(scores, [scores.size]);
  const masks = tf.fill([places.size], Number.NEGATIVE_INFINITY);
  return tf.reshape(tf.tensorScatterUpdate(all, tf.reshape(places, [places.size, 1]), masks), scores.shape);
}
