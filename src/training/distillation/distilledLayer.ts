/** Which of a network's states stand for the history: the paper's k. */
import type * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../errors.ts';
import type { EncodedSequences } from '../../network/sequentialModel.ts';

/**
 * A number k: the output of the k-th block, from 1, for every network. `last`: that of the last one. `final`: what is
 * scored, after the last norm where there is one.
 */
export type DistilledLayer = number | 'last' | 'final';

/** @returns [slots, width] */
export function layerStates({ hidden, blocks }: EncodedSequences, layer: DistilledLayer): tf.Tensor {
  if (layer === 'final') return hidden;
  const states = layer === 'last' ? blocks.at(-1) : blocks[layer - 1];
  if (states === undefined) throw new UserError(`There is no block ${layer}; the network has ${blocks.length}.`);
  return states;
}

/** Networks whose layers the ECIR 2026 release numbers. */
export type NumberedNetwork = 'sasrec' | 'bert4rec';

/**
 * What the number of a layer in the ECIR 2026 release's configurations means here. Its lists of states differ: SASRec's
 * begins with the output of the first block and ends with the final norm's, BERT4Rec's begins with the embeddings. -1 is
 * the last of either list.
 */
export function layerOfRelease(network: NumberedNetwork, blockCount: number, number: number): DistilledLayer {
  if (network === 'bert4rec') return number === -1 ? 'last' : number;
  return number === -1 || number === blockCount ? 'final' : number + 1;
}
