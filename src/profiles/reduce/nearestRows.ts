/**
 * Exact nearest neighbours: the engine finds candidates by matrix products in single precision, and these few are measured
 * again in double, because the difference of large products is inexact.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../engine/engine.ts';
import { distanceBetween, openNearness } from './nearness.ts';
import { inBlocks, rowCount, rowOf, type Rows } from './rowBlocks.ts';

export interface NearestRows {
  readonly k: number;
  /** [queries, k], nearest first; of equal distances the lower row first. */
  readonly rows: Int32Array;
  /** [queries, k], Euclidean. */
  readonly distances: Float64Array;
}

/** Candidates beyond k, so that rounding at the last place loses no neighbour. */
const SPARE = 8;

export async function nearestRows(
  engine: Engine,
  points: Rows,
  queries: Rows,
  k: number,
  onBlock: (queriesDone: number) => void | Promise<void> = () => undefined,
): Promise<NearestRows> {
  const candidates = Math.min(rowCount(points), k + SPARE);
  const search = await openNearness(engine, points, (nearness) => ({
    nearest: tf.topk(nearness, candidates, true).indices,
  }));
  const rows = new Int32Array(rowCount(queries) * k);
  const distances = new Float64Array(rowCount(queries) * k);
  await inBlocks(queries, search.blockRows, async (block, start, count) => {
    const { nearest } = await search.run(block);
    for (let query = 0; query < count; query++) {
      const row = rowOf(queries, start + query);
      const found = Array.from(nearest!.subarray(query * candidates, (query + 1) * candidates), (point) => {
        return { point, distance: distanceBetween(row, rowOf(points, point)) };
      });
      found.sort((a, b) => a.distance - b.distance || a.point - b.point);
      for (let place = 0; place < k; place++) {
        rows[(start + query) * k + place] = found[place]!.point;
        distances[(start + query) * k + place] = found[place]!.distance;
      }
    }
    await onBlock(start + count);
  });
  await search.dispose();
  return { k, rows, distances };
}
