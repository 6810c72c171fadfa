/**
 * What trains an ID generator: the loss of a recommender that reads soft IDs. The IDs in its prompts are not looked up:
 * at each of their tokens stands the mean of all embeddings, weighted by how likely the generator is to write each token
 * there, so that the recommender's loss has a gradient for the generator (Tan et al. 2024, section 3.3). The recommender
 * itself stays as it is, and the IDs that it is to write are those of today.
 *
 * The generator goes along the IDs of today: each token is what it would write after the tokens before. IDGenRec's release
 * goes along a greedy search made in every step, whose tokens differ from the items' IDs where these had to be made unique.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors, TensorSpec } from '../../engine/engine.ts';
import { type Dropout, type DropoutSite, maskInput } from '../../network/dropout.ts';
import { decodeT5, encodedInputs, headLogits } from '../../network/t5/t5Decoder.ts';
import { t5DropoutSites } from '../../network/t5/t5DropoutSites.ts';
import { embedTokens, encodeT5 } from '../../network/t5/t5Encoder.ts';
import { EMBEDDINGS } from '../../network/t5/t5Parameters.ts';
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import { embeddedLoss, type GenerationShape, t5LossInputs } from './t5Loss.ts';

/** What the names of the generator's parameters and dropout sites begin with beside the recommender's. */
export const ID_GENERATOR = 'idGenerator/';

/**
 * What the embeddings are weighted with. `log-probability`: as in IDGenRec's release, whose scores are log-probabilities
 * where it takes them for probabilities (`renormalize_logits=True`): a fault, to see what it is worth.
 */
export const SOFT_IDS = ['softmax', 'log-probability'] as const;
export type SoftIds = (typeof SOFT_IDS)[number];

/** All that the shapes of a step's inputs depend on. */
export interface SoftIdShape {
  readonly prompts: GenerationShape;
  /** Room for the different items in the prompts, for their texts, for their IDs, and for the tokens of all IDs. */
  readonly itemCount: number;
  readonly textLength: number;
  readonly idLength: number;
  readonly idTokenCount: number;
}

/** Generator and recommender; both know the same tokens. */
export interface SoftIdShapes {
  readonly generator: T5Shape;
  readonly recommender: T5Shape;
}

/**
 * Those of `t5LossInputs`, and
 * - `textTokens`, `textMask` [items, text length]: the items' texts;
 * - `idTokens` [items, id length]: the start token and the ID, which the generator's decoder sees;
 * - `idPlaces` [id tokens]: where among all places of the decoder a token of an ID is told;
 * - `softTokens` [rows * input length], int32: for each place of the prompts, which of `idPlaces` stands there;
 * - `isSoft` [rows * input length]: 1 where one does, 0 where the token is looked up.
 */
export function softIdInputs(
  shapes: SoftIdShapes,
  batch: SoftIdShape,
  dropoutRate: number,
): Record<string, TensorSpec> {
  const { prompts, itemCount, textLength, idLength, idTokenCount } = batch;
  const places = prompts.rowCount * prompts.inputLength;
  const masks =
    dropoutRate === 0
      ? []
      : generatorSites(shapes, batch).map(({ site, shape }) => [maskInput(site), { shape, dtype: 'float32' }] as const);
  return {
    ...t5LossInputs(shapes.recommender, prompts, dropoutRate),
    textTokens: { shape: [itemCount, textLength], dtype: 'int32' },
    textMask: { shape: [itemCount, textLength], dtype: 'float32' },
    idTokens: { shape: [itemCount, idLength], dtype: 'int32' },
    idPlaces: { shape: [idTokenCount], dtype: 'int32' },
    softTokens: { shape: [places], dtype: 'int32' },
    isSoft: { shape: [places], dtype: 'float32' },
    ...Object.fromEntries(masks),
  };
}

/** Both networks drop, as when each is trained alone. */
export function softIdSites(shapes: SoftIdShapes, batch: SoftIdShape): DropoutSite[] {
  const { rowCount, inputLength, targetLength } = batch.prompts;
  return [...t5DropoutSites(shapes.recommender, rowCount, inputLength, targetLength), ...generatorSites(shapes, batch)];
}

function generatorSites({ generator }: SoftIdShapes, { itemCount, textLength, idLength }: SoftIdShape): DropoutSite[] {
  const sites = t5DropoutSites(generator, itemCount, textLength, idLength);
  return sites.map(({ site, shape }) => ({ site: ID_GENERATOR + site, shape }));
}

/** @param generator By the names of a network of its own; @param recommender likewise. */
export function softIdLoss(
  generator: Tensors,
  recommender: Tensors,
  shapes: SoftIdShapes,
  fed: Tensors,
  softIds: SoftIds,
  dropout: Dropout,
): tf.Scalar {
  const soft = softEmbeddings(generator, recommender, shapes.generator, fed, softIds, dropout);
  const isSoft = tf.reshape(fed.isSoft!, [-1, 1]);
  const looked = tf.mul(embedTokens(recommender, fed.inputTokens!), tf.sub(1, isSoft));
  const inputs = tf.add(looked, tf.mul(tf.gather(soft, fed.softTokens as tf.Tensor1D), isSoft));
  const targets = embedTokens(recommender, fed.targetTokens!);
  return embeddedLoss(recommender, shapes.recommender, { inputs, targets }, fed, dropout);
}

/** [id tokens, width of the recommender] */
function softEmbeddings(
  generator: Tensors,
  recommender: Tensors,
  shape: T5Shape,
  { textTokens, textMask, idTokens, idPlaces }: Tensors,
  softIds: SoftIds,
  dropout: Dropout,
): tf.Tensor2D {
  const ownDropout: Dropout = (site, x) => dropout(ID_GENERATOR + site, x);
  const encoded = encodeT5(generator, shape, textTokens!, textMask!, ownDropout);
  const looked = encodedInputs(generator, shape, encoded, textMask!);
  const hidden = decodeT5(generator, shape, idTokens!, looked, ownDropout);
  const logits = headLogits(generator, shape, tf.gather(hidden, idPlaces as tf.Tensor1D));
  const weights = softIds === 'softmax' ? tf.softmax(logits) : tf.logSoftmax(logits);
  return tf.matMul(weights, recommender[EMBEDDINGS] as tf.Tensor2D);
}
