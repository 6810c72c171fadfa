/**
 * Softmax cross-entropy over the whole catalogue with a hand-written gradient. Rows are taken in chunks, so that one
 * chunk of logits exists at a time; one-hot targets are never made: with p the softmax of a chunk,
 * d hidden = w (p E - E[t]) and d table = p' (w h) - scatter(w h at t).
 */
import * as tf from '@tensorflow/tfjs-core';
import { after } from '../../network/fusedKernels.ts';

export interface CatalogueTargets {
  /** Row of the target in the table. [positions], int32 */
  readonly rows: tf.Tensor1D;
  /** Weight of each position's loss; 0 leaves it out. [positions] */
  readonly weights: tf.Tensor1D;
}

/** A chunk of logits has about so many numbers: 12 MB, which stays in a cache. */
const CHUNK_NUMBERS = 3_000_000;
/** Fewer rows than this make poor matrix products. */
const SMALLEST_CHUNK_ROWS = 32;

/** Positions per chunk. */
export function chunkRowsFor(itemCount: number): number {
  return Math.max(SMALLEST_CHUNK_ROWS, Math.floor(CHUNK_NUMBERS / itemCount));
}

/** Below this a probability counts as this, which bounds the loss of one position at 69. */
const SMALLEST_PROBABILITY = 1e-30;

/**
 * @param hidden [positions, width]
 * @param table [items, width]
 * @param bias [items], or null
 * @param chunkRows Positions per chunk.
 * @returns The weighted sum of the positions' losses.
 */
export function catalogueCrossEntropy(
  hidden: tf.Tensor2D,
  table: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  targets: CatalogueTargets,
  chunkRows: number,
): tf.Scalar {
  const operation = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as tf.GradSaveFunc;
    const [h, e, b] = args.slice(0, -1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D?];
    const { loss, gradients } = lossAndGradients(h, e, b ?? null, targets, chunkRows);
    save(gradients);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => saved.map((gradient) => tf.mul(gradient, dy)),
    };
  });
  return bias === null ? operation(hidden, table) : operation(hidden, table, bias);
}

function lossAndGradients(
  hidden: tf.Tensor2D,
  table: tf.Tensor2D,
  bias: tf.Tensor1D | null,
  targets: CatalogueTargets,
  chunkRows: number,
): { loss: tf.Scalar; gradients: tf.Tensor[] } {
  const [positionCount, width] = hidden.shape;
  const itemCount = table.shape[0];
  const weightColumn = tf.reshape(targets.weights, [positionCount, 1]);
  const weighted = tf.mul<tf.Tensor2D>(hidden, weightColumn);
  const losses: tf.Tensor[] = [];
  const hiddenGradients: tf.Tensor2D[] = [];
  let tableGradient: tf.Tensor | null = null;
  let biasGradient: tf.Tensor | null = null;
  for (let start = 0; start < positionCount; start += chunkRows) {
    const count = Math.min(chunkRows, positionCount - start);
    // All that reads the previous chunk: what is left to later would keep it in memory.
    const previous: tf.Tensor[] =
      tableGradient === null ? [] : [tableGradient, hiddenGradients.at(-1)!, losses.at(-1)!];
    const chunk = after(tf.slice2d(hidden, [start, 0], [count, width]), previous);
    const products = tf.matMul(chunk, table, false, true);
    const probabilities = tf.softmax(bias === null ? products : tf.add<tf.Tensor2D>(products, bias));
    const rows = tf.slice1d(targets.rows, start, count);
    const picked = tf.gatherND(probabilities, tf.stack([tf.range(0, count, 1, 'int32'), rows], 1)) as tf.Tensor1D;
    const weights = tf.slice1d(targets.weights, start, count);
    losses.push(tf.sum(tf.mul(tf.log(tf.maximum(picked, SMALLEST_PROBABILITY)), weights)));
    hiddenGradients.push(tf.matMul(probabilities, table));
    const share = tf.matMul(probabilities, tf.slice2d(weighted, [start, 0], [count, width]), true, false);
    tableGradient = tableGradient === null ? share : tf.addN([tableGradient, share]);
    if (bias !== null) {
      const biasShare = tf.matMul(tf.reshape(weights, [1, count]), probabilities);
      biasGradient = biasGradient === null ? biasShare : tf.add(biasGradient, biasShare);
    }
  }
  const expected = hiddenGradients.length === 1 ? hiddenGradients[0]! : tf.concat2d(hiddenGradients, 0);
  const hiddenGradient = tf.mul(tf.sub(expected, tf.gather(table, targets.rows)), weightColumn);
  const gradients = [hiddenGradient, tf.sub(tableGradient!, tf.unsortedSegmentSum(weighted, targets.rows, itemCount))];
  if (biasGradient !== null) {
    const taken = tf.unsortedSegmentSum(targets.weights, targets.rows, itemCount);
    gradients.push(tf.sub(tf.reshape(biasGradient, [itemCount]), taken));
  }
  const loss = tf.neg<tf.Tensor>(losses.length === 1 ? losses[0]! : tf.addN(losses)) as tf.Scalar;
  return { loss, gradients };
}
