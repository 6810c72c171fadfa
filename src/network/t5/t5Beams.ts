/**
 * One step of T5's decoder for the beams of several requests. Keys and values of a beam stay where they were first put,
 * whatever becomes of the beams: which of them a beam descends from is told by a mask, so that nothing is moved when beams
 * change places. A request attends over all of its cache, [places * beams], which costs little beside the projections.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../../engine/engine.ts';
import { NO_DROPOUT } from '../dropout.ts';
import { decoderBiasByDistance } from './relativePositions.ts';
import {
  type DecodedStep,
  decoderBlocks,
  type EncodedInputs,
  type KeysAndValues,
  type SelfAttention,
} from './t5Decoder.ts';
import { embedTokens } from './t5Encoder.ts';
import { projectHeads } from './t5Layers.ts';
import type { T5Shape } from './t5Shape.ts';

export interface BeamStep {
  /** [requests * beams], int32: what each beam chose last. */
  readonly tokens: tf.Tensor;
  /** [requests], int32: tokens before these, the start token counted; requests need not be equally far. */
  readonly places: tf.Tensor;
  /** Of each block, [requests, heads, places * beams, key width]: what beam b had at place p is row p * beams + b. */
  readonly past: readonly KeysAndValues[];
  /** [requests, 1, beams, places * beams]: 0 where a beam descends from what is there, else what hides it. */
  readonly ancestors: tf.Tensor4D;
  /** Of each request once: its beams share them. */
  readonly inputs: EncodedInputs;
}

/** @returns hidden [requests * beams, width]; keys and values to keep, [requests, heads, beams, key width] of each block */
export function decodeT5Beams(parameters: Tensors, shape: T5Shape, step: BeamStep): DecodedStep {
  const [requestCount, , beamCount, columnCount] = step.ancestors.shape;
  const placeCount = columnCount / beamCount;
  const { headCount } = shape;
  const byDistance = decoderBiasByDistance(parameters, shape, placeCount + 1);
  const pastBias = tf.add(placeBias(byDistance, step.places, placeCount, beamCount), step.ancestors);
  const ownBias = tf.reshape(tf.slice(byDistance, [0, 0], [1, headCount]), [1, headCount, 1, 1]);
  const blocks: KeysAndValues[] = [];
  const selfAttention: SelfAttention = (block, attention, normed) => {
    const heads = (part: 'q' | 'k' | 'v') => projectHeads(parameters, shape, attention, part, normed, requestCount);
    const [queries, keys, values] = [heads('q'), heads('k'), heads('v')];
    blocks.push({ keys, values });
    const past = step.past[block]!;
    const pastScores = tf.add(tf.matMul<tf.Tensor4D>(queries, past.keys, false, true), pastBias);
    const ownScores = tf.add(tf.sum(tf.mul(queries, keys), 3, true), ownBias);
    const weights = tf.softmax(tf.concat([pastScores, ownScores], 3));
    const [pastWeights, ownWeights] = tf.split(weights, [columnCount, 1], 3) as [tf.Tensor4D, tf.Tensor4D];
    const mixed = tf.add(tf.matMul(pastWeights, past.values), tf.mul(ownWeights, values));
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [requestCount * beamCount, -1]);
  };
  const embedded = embedTokens(parameters, step.tokens);
  const hidden = decoderBlocks(parameters, shape, embedded, selfAttention, step.inputs, NO_DROPOUT);
  return { hidden, blocks };
}

/** The position bias towards each column of the cache: [requests, heads, 1, places * beams] */
function placeBias(byDistance: tf.Tensor2D, places: tf.Tensor, placeCount: number, beamCount: number): tf.Tensor4D {
  const [requestCount] = places.shape as [number];
  const headCount = byDistance.shape[1];
  const back = tf.sub(tf.reshape(places, [requestCount, 1]), tf.range(0, placeCount, 1, 'int32'));
  // Places that are yet to come are hidden by the mask.
  const distances = tf.reshape(tf.maximum(back, tf.scalar(0, 'int32')), [requestCount * placeCount]);
  const ofPlaces = tf.reshape(tf.gather(byDistance, distances as tf.Tensor1D), [requestCount, placeCount, headCount]);
  const byHead = tf.reshape(tf.transpose(ofPlaces, [0, 2, 1]), [requestCount, headCount, placeCount, 1]);
  return tf.reshape(tf.tile(byHead, [1, 1, 1, beamCount]), [requestCount, headCount, 1, placeCount * beamCount]);
}
