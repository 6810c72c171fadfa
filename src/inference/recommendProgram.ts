/** Programs that answer: encode, score, mask and rank in one for batches; encode and score for a single history. */
import * as tf from '@tensorflow/tfjs-core';
import type { Program, Tensors, TensorSpec } from '../engine/engine.ts';
import { NO_DROPOUT, ONE_REQUEST } from '../network/dropout.ts';
import { after } from '../network/fusedKernels.ts';
import { packedSpecs, type PackedTensors, packedTensors } from '../network/packedTensors.ts';
import type { SequentialModel } from '../network/sequentialModel.ts';
import { maskItems } from './maskItems.ts';

/** Everything that fixes the shapes of a ranking graph. */
export interface RecommendShape {
  readonly rowCount: number;
  readonly rowLength: number;
  /** Histories that a row has room for. */
  readonly askedPerRow: number;
  readonly historyCount: number;
  /** Room in each tile for scores that are masked; 0: nothing is masked. */
  readonly maskedCount: number;
  readonly k: number;
}

/** Items scored at once: with 256 histories, 64 MB of scores. Larger catalogues are ranked tile by tile. */
export const TILE_ITEMS = 65_536;

export const maskedInput = (tile: number): string => `masked/${tile}`;

export function tileCount(itemCount: number): number {
  return Math.ceil(itemCount / TILE_ITEMS);
}

/** Items of a tile: the last may have fewer. */
export function tileSize(itemCount: number, tile: number): number {
  return Math.min(TILE_ITEMS, itemCount - tile * TILE_ITEMS);
}

/**
 * Inputs besides the packed histories: `asked` [rows * asked per row], the slot of each history's last item, any of the
 * row where it has fewer; `places` [histories], where among these each history is; `occupied` [histories], 0 for an empty history (its state is 0, so that every item scores its bias); for each tile `masked/i` [maskedCount], places among the
 * tile's scores (`maskItems`), filled up with places of the spare history number `historyCount`. Outputs: `rows` and `scores`
 * [histories, k], best first, of equal scores the lower row first.
 */
export function recommendProgram(model: SequentialModel, shape: RecommendShape): Program {
  const { rowCount, rowLength, askedPerRow, historyCount, maskedCount, k } = shape;
  const tiles = tileCount(model.itemCount);
  const inputs: Record<string, TensorSpec> = {
    ...packedSpecs(rowCount, rowLength),
    asked: { shape: [rowCount * askedPerRow], dtype: 'int32' },
    places: { shape: [historyCount], dtype: 'int32' },
    occupied: { shape: [historyCount], dtype: 'float32' },
  };
  for (let tile = 0; tile < tiles && maskedCount > 0; tile++) {
    inputs[maskedInput(tile)] = { shape: [maskedCount], dtype: 'int32' };
  }
  return {
    name: `recommend ${Object.values(shape).join('x')}`,
    inputs,
    run(parameters, fed) {
      const { hidden } = model.encode(parameters, packedTensors(fed), NO_DROPOUT, fed.asked as tf.Tensor1D);
      const last = tf.gather(hidden, fed.places as tf.Tensor1D);
      const asked = tf.mul<tf.Tensor2D>(last, tf.reshape(fed.occupied!, [historyCount, 1]));
      // The spare row takes the masks that only fill up; nobody reads its answers.
      const queries =
        maskedCount === 0
          ? asked
          : tf.pad2d(asked, [
              [0, 1],
              [0, 0],
            ]);
      const output = model.output(parameters);
      const bests: Best[] = [];
      for (let tile = 0; tile < tiles; tile++) {
        // One tile of scores exists at a time.
        const waiting = after(
          queries,
          bests.slice(-1).map(({ scores }) => scores),
        );
        bests.push(bestOfTile(waiting, output, tile, fed[maskedInput(tile)], k));
      }
      const { rows, scores } = bestOfAll(bests, k);
      const answers = (tensor: tf.Tensor2D): tf.Tensor => tf.slice2d(tensor, [0, 0], [historyCount, k]);
      return { outputs: { rows: answers(rows), scores: answers(scores) } };
    },
  };
}

interface Best {
  /** [histories, k], int32 */
  readonly rows: tf.Tensor2D;
  /** [histories, k] */
  readonly scores: tf.Tensor2D;
}

function bestOfTile(
  queries: tf.Tensor2D,
  { table, bias }: ReturnType<SequentialModel['output']>,
  tile: number,
  masked: tf.Tensor | undefined,
  k: number,
): Best {
  const [itemCount, width] = table.shape;
  const start = tile * TILE_ITEMS;
  const count = tileSize(itemCount, tile);
  const products = tf.matMul<tf.Tensor2D>(queries, tf.slice2d(table, [start, 0], [count, width]), false, true);
  const scores = bias === null ? products : tf.add<tf.Tensor2D>(products, tf.slice1d(bias, start, count));
  const allowed = masked === undefined ? scores : maskItems(scores, masked);
  const best = tf.topk(allowed, Math.min(k, count), true);
  return { rows: tf.add(best.indices, tf.scalar(start, 'int32')), scores: best.values };
}

/** Tiles follow one another by row number, so that the first of equal scores is again the lower row. */
function bestOfAll(bests: readonly Best[], k: number): Best {
  if (bests.length === 1) return bests[0]!;
  const rows = tf.concat2d(
    bests.map((best) => best.rows),
    1,
  );
  const { values, indices } = tf.topk(
    tf.concat2d(
      bests.map((best) => best.scores),
      1,
    ),
    k,
    true,
  );
  const histories = tf.broadcastTo(tf.reshape(tf.range(0, rows.shape[0], 1, 'int32'), [-1, 1]), indices.shape);
  return { rows: tf.gatherND(rows, tf.stack([histories, indices], 2)) as tf.Tensor2D, scores: values };
}

/**
 * Scores of every item for one history of at most `rowLength` items. Ranking one row is left to the host, which passes
 * over seen items on the way: no shape depends on their number. Inputs `last` [1], slot of the last item, and `occupied`
 * [1], 0 for an empty history. Output `scores` [items].
 */
export function scoreProgram(model: SequentialModel, rowLength: number): Program {
  return {
    name: `score ${rowLength}`,
    inputs: {
      ...packedSpecs(1, rowLength),
      last: { shape: [1], dtype: 'int32' },
      occupied: { shape: [1], dtype: 'float32' },
    },
    run(parameters, inputs) {
      const { hidden } = model.encode(
        parameters,
        singleTensors(model, inputs),
        ONE_REQUEST,
        inputs.last as tf.Tensor1D,
      );
      const { table, bias } = model.output(parameters);
      const query = tf.mul<tf.Tensor2D>(hidden, inputs.occupied!);
      const products = tf.matMul(query, table, false, true);
      return { outputs: { scores: tf.reshape(bias === null ? products : tf.add(products, bias), [model.itemCount]) } };
    },
  };
}

/** Where the empty slots come last and no slot depends on later ones, which are empty makes no difference. */
function singleTensors({ layout, visibility }: SequentialModel, inputs: Tensors): PackedTensors {
  const packed = packedTensors(inputs);
  return layout === 'packed' && visibility === 'causal'
    ? { ...packed, segments: tf.ones<tf.Rank.R2>(packed.segments.shape, 'int32') }
    : packed;
}
