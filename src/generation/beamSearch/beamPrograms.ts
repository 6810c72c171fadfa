/** The two graphs of generation: what is computed once for a request, and one step of all its beams. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, Tensors, TensorSpec } from '../../engine/engine.ts';
import { NO_DROPOUT } from '../../network/dropout.ts';
import { fusedLogSoftmax } from '../../network/fusedKernels.ts';
import { floatSpec } from '../../network/parameters.ts';
import { decodeT5Beams } from '../../network/t5/t5Beams.ts';
import { decodeT5Step, encodedInputs, headLogits, type KeysAndValues } from '../../network/t5/t5Decoder.ts';
import { decoderStepBias } from '../../network/t5/relativePositions.ts';
import { encodeT5 } from '../../network/t5/t5Encoder.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';

/** Keys and values of one block, among a program's inputs and outputs; `kind` tells what of. */
export type CacheKind = 'cross' | 'self';
export const keysName = (kind: CacheKind, block: number): string => `${kind}/${block}/keys`;
export const valuesName = (kind: CacheKind, block: number): string => `${kind}/${block}/values`;

export interface StartShape {
  readonly requestCount: number;
  /** Tokens of a prompt, padded. */
  readonly inputLength: number;
  /** Tokens that may come first; null: all of the vocabulary are told of. */
  readonly firstTokenCount: number | null;
}

/**
 * Encoder, keys and values for the cross-attentions, and the first step of the decoder, where all beams are one. Inputs:
 * `tokens` and `mask` [requests, length]; `firstTokens` [first tokens]. Outputs: `cross/i/keys` and so on [requests,
 * heads, length, key width]; `self/i/keys` and so on [requests, heads, 1, key width], of the start token;
 * `logProbabilities` [requests, first tokens].
 */
export function startProgram(shape: T5Shape, size: StartShape): Program {
  const { requestCount, inputLength, firstTokenCount } = size;
  const inputs: Record<string, TensorSpec> = {
    tokens: { shape: [requestCount, inputLength], dtype: 'int32' },
    mask: floatSpec([requestCount, inputLength]),
  };
  if (firstTokenCount !== null) inputs.firstTokens = { shape: [firstTokenCount], dtype: 'int32' };
  return {
    name: `start ${requestCount}x${inputLength}`,
    inputs,
    run(parameters, fed) {
      const encoded = encodeT5(parameters, shape, fed.tokens!, fed.mask!, NO_DROPOUT);
      const looked = encodedInputs(parameters, shape, encoded, fed.mask!);
      const start = tf.fill([requestCount], shape.startToken, 'int32');
      const bias = decoderStepBias(parameters, shape, 0);
      const { hidden, blocks } = decodeT5Step(parameters, shape, start, null, bias, looked);
      const all = fusedLogSoftmax(headLogits(parameters, shape, hidden));
      const logProbabilities = firstTokenCount === null ? all : tf.gather(all, fed.firstTokens as tf.Tensor1D, 1);
      return { outputs: { ...named('cross', looked.blocks), ...named('self', blocks), logProbabilities } };
    },
  };
}

export interface StepShape {
  /** Requests that are decoded side by side. */
  readonly slotCount: number;
  readonly beamCount: number;
  /** Places of the cache: all tokens of a sequence but the last, the start token counted. */
  readonly placeCount: number;
  readonly inputLength: number;
  /** Continuations that are told of, some of them filling up; null: the whole vocabulary for every beam. */
  readonly candidateCount: number | null;
}

/**
 * One step. Inputs: `tokens`, `places`, `ancestors` as in `BeamStep`; `padding` [slots, 1, 1, length]: 0 for a token of the prompt, else what hides it;
 * `self/i/keys` and so on [slots, heads, places * beams, key width]; `cross/i/keys` and so on [slots, heads, length, key
 * width]; `candidates` [candidates]: row * vocabulary + token, where the row is slot * beams + beam. Outputs: `self/i/keys`
 * and so on [slots, heads, beams, key width]; `logProbabilities` [candidates] or [slots * beams, vocabulary].
 */
export function stepProgram(shape: T5Shape, size: StepShape): Program {
  const { slotCount, beamCount, placeCount, inputLength, candidateCount } = size;
  const rowCount = slotCount * beamCount;
  const columns = placeCount * beamCount;
  const inputs: Record<string, TensorSpec> = {
    tokens: { shape: [rowCount], dtype: 'int32' },
    places: { shape: [slotCount], dtype: 'int32' },
    ancestors: floatSpec([slotCount, 1, beamCount, columns]),
    padding: floatSpec([slotCount, 1, 1, inputLength]),
  };
  const cache = (kind: CacheKind, block: number, length: number): void => {
    const spec = floatSpec([slotCount, shape.headCount, length, shape.keyWidth]);
    inputs[keysName(kind, block)] = spec;
    inputs[valuesName(kind, block)] = spec;
  };
  for (let block = 0; block < shape.decoderBlockCount; block++) {
    cache('self', block, columns);
    cache('cross', block, inputLength);
  }
  if (candidateCount !== null) inputs.candidates = { shape: [candidateCount], dtype: 'int32' };
  return {
    name: `step ${Object.values(size).join('x')}`,
    inputs,
    run(parameters, fed) {
      const { hidden, blocks } = decodeT5Beams(parameters, shape, {
        tokens: fed.tokens!,
        places: fed.places!,
        ancestors: fed.ancestors as tf.Tensor4D,
        past: cached(shape, 'self', fed),
        inputs: { blocks: cached(shape, 'cross', fed), paddingBias: fed.padding as tf.Tensor4D },
      });
      const all = fusedLogSoftmax(headLogits(parameters, shape, hidden));
      const logProbabilities =
        candidateCount === null
          ? all
          : tf.gather(tf.reshape(all, [rowCount * shape.vocabularySize]), fed.candidates as tf.Tensor1D);
      return { outputs: { ...named('self', blocks), logProbabilities } };
    },
  };
}

function named(kind: CacheKind, blocks: readonly KeysAndValues[]): Record<string, tf.Tensor> {
  return Object.fromEntries(
    blocks.flatMap(({ keys, values }, block) => [
      [keysName(kind, block), keys] as const,
      [valuesName(kind, block), values] as const,
    ]),
  );
}

function cached({ decoderBlockCount }: T5Shape, kind: CacheKind, fed: Tensors): KeysAndValues[] {
  return Array.from({ length: decoderBlockCount }, (_, block) => ({
    keys: fed[keysName(kind, block)] as tf.Tensor4D,
    values: fed[valuesName(kind, block)] as tf.Tensor4D,
  }));
}
