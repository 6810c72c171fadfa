/**
 * BERT4Rec (Sun et al., "BERT4Rec: sequential recommendation with bidirectional encoder representations from
 * transformer", CIKM 2019) as a pure function of parameters and a packed batch. The body is BERT's, as in Hugging Face's
 * BertModel: item and position embeddings added, normalised, dropped; blocks of attention over the whole sequence and a
 * feed-forward part four times as wide with the exact GELU, each normalised after its residual.
 *
 * The one token type of BERT is a vector added to every position; it is part of the position table here. Padding has
 * no row of the item table, and the mask has a parameter of its own: neither can be recommended.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import { askedBias, attention, attentionBias, attentionParameters, type AttentionShape, linear } from './attention.ts';
import type { Dropout, DropoutSite } from './dropout.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import type { PackedTensors } from './packedTensors.ts';
import { type Initialiser, ONES, type ParameterSpecs, ZEROS } from './parameters.ts';
import type { EncodedSequences, SequentialModel } from './sequentialModel.ts';

export interface Bert4recShape {
  readonly itemCount: number;
  /** Slots, that of the mask included. */
  readonly maxLength: number;
  readonly width: number;
  readonly blockCount: number;
  readonly headCount: number;
  /** `tied`: scores come from the item embeddings; `untied`: from a table of their own. Both have a bias by item. */
  readonly output: 'tied' | 'untied';
  /** `dense`: a layer, GELU and a norm before the scores, as in the original; `none`: as in later codes. */
  readonly head: 'dense' | 'none';
  /** See `SequentialModel`; in a row of its own, the padding of a sequence looks at it, as in the original. */
  readonly layout: SequentialModel['layout'];
  readonly positions: SequentialModel['positions'];
  /** Deviation of the normal initial weights. */
  readonly initialDeviation: number;
}

/** BERT's. */
const EPSILON = 1e-12;
/** Width of the feed-forward part, in widths. */
const INNER_WIDTHS = 4;

const ITEM_TABLE = 'items';
const MASK = 'mask';
const OUTPUT_TABLE = 'output/items';
const OUTPUT_BIAS = 'output/bias';

function bert4recParameters(shape: Bert4recShape): ParameterSpecs {
  const { itemCount, maxLength, width } = shape;
  const normal: Initialiser = { kind: 'normal', deviation: shape.initialDeviation };
  const specs: Record<string, ParameterSpecs[string]> = {
    [ITEM_TABLE]: { shape: [itemCount, width], initialiser: normal },
    [MASK]: { shape: [1, width], initialiser: normal },
    positions: { shape: [maxLength, width], initialiser: normal },
  };
  const norm = (name: string): void => {
    specs[`${name}/gamma`] = { shape: [width], initialiser: ONES };
    specs[`${name}/beta`] = { shape: [width], initialiser: ZEROS };
  };
  const layer = (name: string, from: number, to: number): void => {
    specs[`${name}/weight`] = { shape: [from, to], initialiser: normal };
    specs[`${name}/bias`] = { shape: [to], initialiser: ZEROS };
  };
  norm('embedding/norm');
  for (let block = 0; block < shape.blockCount; block++) {
    const prefix = `block${block}`;
    Object.assign(specs, attentionParameters(`${prefix}/attention`, width, normal, normal));
    norm(`${prefix}/norm1`);
    layer(`${prefix}/inner`, width, INNER_WIDTHS * width);
    layer(`${prefix}/outer`, INNER_WIDTHS * width, width);
    norm(`${prefix}/norm2`);
  }
  if (shape.head === 'dense') {
    layer('head', width, width);
    norm('head/norm');
  }
  if (shape.output === 'untied') specs[OUTPUT_TABLE] = { shape: [itemCount, width], initialiser: normal };
  specs[OUTPUT_BIAS] = { shape: [itemCount], initialiser: ZEROS };
  return specs;
}

function bert4recDropoutSites(shape: Bert4recShape, rowCount: number, rowLength: number): DropoutSite[] {
  const hidden = [rowCount * rowLength, shape.width];
  const sites: DropoutSite[] = [{ site: 'embedding', shape: hidden }];
  for (let block = 0; block < shape.blockCount; block++) {
    const prefix = `block${block}`;
    sites.push({ site: `${prefix}/attention/weights`, shape: [rowCount, shape.headCount, rowLength, rowLength] });
    sites.push({ site: `${prefix}/attention`, shape: hidden }, { site: `${prefix}/outer`, shape: hidden });
  }
  return sites;
}

/** Item embeddings, the mask's where a slot holds row `itemCount` of the item table, nothing where it is empty. */
function tokens(parameters: Tensors, { itemCount, layout }: Bert4recShape, batch: PackedTensors): tf.Tensor {
  const slotCount = batch.itemRows.shape[0];
  const column = (x: tf.Tensor): tf.Tensor => tf.reshape(tf.cast(x, 'float32'), [slotCount, 1]);
  const mask = tf.scalar(itemCount, 'int32');
  const isMask = column(tf.equal(batch.itemRows, mask));
  const rows = tf.minimum<tf.Tensor1D>(batch.itemRows, tf.sub(mask, tf.scalar(1, 'int32')));
  const items = tf.mul(tf.gather(parameters[ITEM_TABLE]!, rows), tf.sub(1, isMask));
  // In packed rows nobody sees the empty slots, whatever they hold.
  const occupied = layout === 'packed' ? items : tf.mul(items, column(tf.greater(batch.segments, 0)));
  return tf.add(occupied, tf.mul(isMask, parameters[MASK]!));
}

function encodeBert4rec(
  parameters: Tensors,
  shape: Bert4recShape,
  batch: PackedTensors,
  dropout: Dropout,
  asked?: tf.Tensor1D,
): EncodedSequences {
  const [rowCount, rowLength] = batch.segments.shape;
  const { width, headCount } = shape;
  const bias = attentionBias(batch.segments, 'all', shape.layout === 'packed' ? 'hidden' : 'looks-on');
  const attentionShape = { rowCount, rowLength, queryLength: rowLength, width, headCount };
  const embedded = tf.add(tokens(parameters, shape, batch), tf.gather(parameters.positions!, batch.positions));
  let x = dropout('embedding', norm(parameters, 'embedding/norm', embedded));
  const blocks: tf.Tensor[] = [];
  for (let block = 0; block < shape.blockCount; block++) {
    x =
      asked === undefined || block < shape.blockCount - 1
        ? bert4recBlock(parameters, `block${block}`, attentionShape, x, x, bias, dropout)
        : bert4recBlock(
            parameters,
            `block${block}`,
            { ...attentionShape, queryLength: asked.shape[0] / rowCount },
            tf.gather(x, asked),
            x,
            askedBias(bias, asked, rowCount),
            dropout,
          );
    blocks.push(x);
  }
  if (shape.head === 'none') return { hidden: x as tf.Tensor2D, blocks };
  const hidden = norm(parameters, 'head/norm', gelu(linear(parameters, 'head', x)));
  return { hidden: hidden as tf.Tensor2D, blocks };
}

function bert4recBlock(
  parameters: Tensors,
  prefix: string,
  shape: AttentionShape,
  asking: tf.Tensor,
  context: tf.Tensor,
  bias: tf.Tensor4D,
  dropout: Dropout,
): tf.Tensor {
  const mixed = attention(parameters, `${prefix}/attention`, shape, asking, context, bias, dropout);
  const attended = norm(parameters, `${prefix}/norm1`, tf.add(dropout(`${prefix}/attention`, mixed), asking));
  const inner = gelu(linear(parameters, `${prefix}/inner`, attended));
  const outer = dropout(`${prefix}/outer`, linear(parameters, `${prefix}/outer`, inner));
  return norm(parameters, `${prefix}/norm2`, tf.add(outer, attended));
}

function norm(parameters: Tensors, prefix: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, parameters[`${prefix}/gamma`]!, parameters[`${prefix}/beta`]!, EPSILON);
}

/** The network with its shape, as trainers and recommenders take it. */
export function bert4recModel(shape: Bert4recShape): SequentialModel {
  return {
    itemCount: shape.itemCount,
    maxLength: shape.maxLength,
    layout: shape.layout,
    positions: shape.positions,
    visibility: 'all',
    query: 'appended-mask',
    parameters: bert4recParameters(shape),
    dropoutSites: (rowCount, rowLength) => bert4recDropoutSites(shape, rowCount, rowLength),
    encode: (parameters, batch, dropout, asked) => encodeBert4rec(parameters, shape, batch, dropout, asked),
    output: (parameters) => ({
      table: parameters[shape.output === 'tied' ? ITEM_TABLE : OUTPUT_TABLE] as tf.Tensor2D,
      bias: parameters[OUTPUT_BIAS] as tf.Tensor1D,
    }),
  };
}
