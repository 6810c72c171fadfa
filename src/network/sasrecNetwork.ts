/**
 * SASRec (Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018) as a pure function of parameters
 * and a packed batch. Layouts: `pre` and `post` norm as in today's pmixer/SASRec.pytorch, `query-only` as in its
 * earlier versions and in the ECIR 2026 release (normalised queries, plain keys and values, residual from the
 * normalised tensor).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../engine/engine.ts';
import { askedBias, attention, attentionBias, attentionParameters, type AttentionShape, linear } from './attention.ts';
import type { Dropout, DropoutSite } from './dropout.ts';
import { layerNorm } from './layerNorm.ts';
import type { EncodedSequences, SequentialModel } from './sequentialModel.ts';
import type { PackedTensors } from './packedTensors.ts';
import { type Initialiser, ONES, type ParameterSpecs, ZEROS } from './parameters.ts';
import { relu } from './relu.ts';

export interface SasrecShape {
  readonly itemCount: number;
  readonly maxLength: number;
  readonly width: number;
  readonly blockCount: number;
  readonly headCount: number;
  readonly norm: 'pre' | 'post' | 'query-only';
  readonly paddingMask: 'hidden' | 'visible';
  readonly output: 'tied' | 'untied';
  /** Deviation of the normal initial weights. */
  readonly initialDeviation: number;
}

/** As in the reference code; the others of this family use 1e-12 or 1e-5. */
const EPSILON = 1e-8;

export const ITEM_TABLE = 'items';
const OUTPUT_TABLE = 'output/items';
const OUTPUT_BIAS = 'output/bias';

export function sasrecParameters(shape: SasrecShape): ParameterSpecs {
  const { itemCount, maxLength, width } = shape;
  const normal: Initialiser = { kind: 'normal', deviation: shape.initialDeviation };
  // The packed projection of PyTorch's MultiheadAttention keeps Xavier's bound for [width, 3 * width].
  const xavier: Initialiser = { kind: 'uniform', bound: Math.sqrt(6 / (4 * width)) };
  const specs: Record<string, ParameterSpecs[string]> = {
    [ITEM_TABLE]: { shape: [itemCount, width], initialiser: normal },
    positions: { shape: [maxLength, width], initialiser: normal },
  };
  const norm = (name: string): void => {
    specs[`${name}/gamma`] = { shape: [width], initialiser: ONES };
    specs[`${name}/beta`] = { shape: [width], initialiser: ZEROS };
  };
  for (let block = 0; block < shape.blockCount; block++) {
    const prefix = `block${block}`;
    norm(`${prefix}/norm1`);
    Object.assign(specs, attentionParameters(`${prefix}/attention`, width, xavier, normal));
    norm(`${prefix}/norm2`);
    for (const layer of ['inner', 'outer']) {
      specs[`${prefix}/${layer}/weight`] = { shape: [width, width], initialiser: normal };
      specs[`${prefix}/${layer}/bias`] = { shape: [width], initialiser: ZEROS };
    }
  }
  norm('norm');
  if (shape.output === 'untied') {
    specs[OUTPUT_TABLE] = { shape: [itemCount, width], initialiser: normal };
    specs[OUTPUT_BIAS] = { shape: [itemCount], initialiser: ZEROS };
  }
  return specs;
}

/** Where the network drops, for a batch of `rowCount` rows. */
export function sasrecDropoutSites(shape: SasrecShape, rowCount: number, rowLength: number): DropoutSite[] {
  const hidden = [rowCount * rowLength, shape.width];
  const sites: DropoutSite[] = [{ site: 'embedding', shape: hidden }];
  for (let block = 0; block < shape.blockCount; block++) {
    const prefix = `block${block}`;
    sites.push({ site: `${prefix}/attention/weights`, shape: [rowCount, shape.headCount, rowLength, rowLength] });
    sites.push({ site: `${prefix}/inner`, shape: hidden }, { site: `${prefix}/outer`, shape: hidden });
  }
  return sites;
}

export function encodeSasrec(
  parameters: Tensors,
  shape: SasrecShape,
  batch: PackedTensors,
  dropout: Dropout,
  asked?: tf.Tensor1D,
): EncodedSequences {
  const [rowCount, rowLength] = batch.segments.shape;
  const { width, headCount } = shape;
  const bias = attentionBias(batch.segments, 'causal', shape.paddingMask);
  const occupied = tf.reshape(tf.cast(tf.greater(batch.segments, 0), 'float32'), [rowCount * rowLength, 1]);
  // Where empty slots can be seen they must be zero, as in the reference; where they cannot, their content is nobody's.
  const blank = (x: tf.Tensor, mask = occupied): tf.Tensor => (shape.paddingMask === 'visible' ? tf.mul(x, mask) : x);
  const items = tf.mul(tf.gather(parameters[ITEM_TABLE]!, batch.itemRows), Math.sqrt(width));
  const positions = tf.gather(parameters.positions!, batch.positions);
  const attentionShape = { rowCount, rowLength, queryLength: rowLength, width, headCount };
  let x = blank(dropout('embedding', tf.add(items, positions)));
  const blocks: tf.Tensor[] = [];
  for (let block = 0; block < shape.blockCount; block++) {
    const run = (blockShape: AttentionShape, blockBias: tf.Tensor4D, pick: Pick): tf.Tensor =>
      sasrecBlock(parameters, `block${block}`, shape.norm, blockShape, x, blockBias, pick, dropout);
    x =
      asked === undefined || block < shape.blockCount - 1
        ? blank(run(attentionShape, bias, (rows) => rows))
        : blank(
            run(
              { ...attentionShape, queryLength: asked.shape[0] / rowCount },
              askedBias(bias, asked, rowCount),
              (rows) => tf.gather(rows, asked),
            ),
            tf.gather(occupied, asked),
          );
    blocks.push(x);
  }
  return { hidden: norm(parameters, 'norm', x) as tf.Tensor2D, blocks };
}

/** The rows that ask, of all rows. */
type Pick = (rows: tf.Tensor) => tf.Tensor;

function sasrecBlock(
  parameters: Tensors,
  prefix: string,
  layout: SasrecShape['norm'],
  shape: AttentionShape,
  x: tf.Tensor,
  bias: tf.Tensor4D,
  pick: Pick,
  dropout: Dropout,
): tf.Tensor {
  const attend = (queries: tf.Tensor, context: tf.Tensor): tf.Tensor =>
    attention(parameters, `${prefix}/attention`, shape, queries, context, bias, dropout);
  const feedForward = (input: tf.Tensor): tf.Tensor => {
    const inner = relu(dropout(`${prefix}/inner`, linear(parameters, `${prefix}/inner`, input)));
    return dropout(`${prefix}/outer`, linear(parameters, `${prefix}/outer`, inner));
  };
  const norm1 = (input: tf.Tensor): tf.Tensor => norm(parameters, `${prefix}/norm1`, input);
  const norm2 = (input: tf.Tensor): tf.Tensor => norm(parameters, `${prefix}/norm2`, input);
  switch (layout) {
    case 'pre': {
      const normalised = norm1(x);
      const attended = tf.add(pick(x), attend(pick(normalised), normalised));
      return tf.add(attended, feedForward(norm2(attended)));
    }
    case 'post': {
      const asking = pick(x);
      const attended = norm1(tf.add(asking, attend(asking, x)));
      return norm2(tf.add(attended, feedForward(attended)));
    }
    case 'query-only': {
      const queries = norm1(pick(x));
      const attended = norm2(tf.add(queries, attend(queries, x)));
      return tf.add(attended, feedForward(attended));
    }
    default:
      return layout satisfies never;
  }
}

function norm(parameters: Tensors, prefix: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, parameters[`${prefix}/gamma`]!, parameters[`${prefix}/beta`]!, EPSILON);
}

/** The matrix and the bias that turn hidden states into scores: row i is item i + 1. */
export function sasrecOutput(
  parameters: Tensors,
  shape: SasrecShape,
): { table: tf.Tensor2D; bias: tf.Tensor1D | null } {
  if (shape.output === 'tied') return { table: parameters[ITEM_TABLE] as tf.Tensor2D, bias: null };
  return { table: parameters[OUTPUT_TABLE] as tf.Tensor2D, bias: parameters[OUTPUT_BIAS] as tf.Tensor1D };
}

/** The network with its shape, as trainers and recommenders take it. */
export function sasrecModel(shape: SasrecShape, positions: SequentialModel['positions']): SequentialModel {
  return {
    itemCount: shape.itemCount,
    maxLength: shape.maxLength,
    layout: shape.paddingMask === 'visible' ? 'one-per-row' : 'packed',
    positions,
    visibility: 'causal',
    query: 'last-item',
    parameters: sasrecParameters(shape),
    dropoutSites: (rowCount, rowLength) => sasrecDropoutSites(shape, rowCount, rowLength),
    encode: (parameters, batch, dropout, asked) => encodeSasrec(parameters, shape, batch, dropout, asked),
    output: (parameters) => sasrecOutput(parameters, shape),
  };
}
