/** How much of the neighbourhoods of vectors a reduction keeps. */

import type { Engine } from '../../engine/engine.ts';
import { Random } from '../../random.ts';
import { openNearness } from '../reduce/nearness.ts';
import { nearestRows } from '../reduce/nearestRows.ts';
import { inBlocks, rowCount, type Rows, takeRows } from '../reduce/rowBlocks.ts';

export interface Faithfulness {
  /**
   * Venna and Kaski (2001), as scikit-learn has it: 1 where all k nearest after the reduction were among the k nearest
   * before; those that were not cost the more the further away they were. About 0.5 by chance.
   */
  readonly trustworthiness: number;
  /** Share of the k nearest after the reduction that were among the k nearest before. */
  readonly neighboursKept: number;
  readonly neighbours: number;
  /** Rows whose neighbours were looked at; these were looked for among all rows. */
  readonly sampledRows: number;
}

export interface FaithfulnessOptions {
  readonly neighbours: number;
  /** All rows where there are fewer. */
  readonly sampledRows: number;
  readonly seed: number;
}

/** Both by Euclidean distance; rows of one belong to rows of the other. */
export async function measureFaithfulness(
  engine: Engine,
  before: Rows,
  after: Rows,
  { neighbours, sampledRows, seed }: FaithfulnessOptions,
): Promise<Faithfulness> {
  const count = rowCount(before);
  const k = Math.min(neighbours, Math.floor((count - 1) / 2));
  const sample = Random.fromSeed(seed).sample(count, Math.min(sampledRows, count));
  // One more, for a row is its own nearest.
  const near = await nearestRows(engine, after, takeRows(after, sample), k + 1);
  const ranks = await openNearness(engine, before, (nearness) => ({ nearness }));
  let excess = 0;
  let kept = 0;
  await inBlocks(takeRows(before, sample), ranks.blockRows, async (block, start, filled) => {
    const { nearness } = await ranks.run(block);
    for (let place = 0; place < filled; place++) {
      const self = sample[start + place]!;
      const found = near.rows.subarray((start + place) * (k + 1), (start + place + 1) * (k + 1));
      const neighboursAfter = found.filter((row) => row !== self).subarray(0, k);
      for (const rank of ranksOf(neighboursAfter, nearness!.subarray(place * count, (place + 1) * count), self)) {
        excess += Math.max(0, rank - k);
        kept += Number(rank <= k);
      }
    }
  });
  await ranks.dispose();
  const looked = sample.length * k;
  return {
    trustworthiness: 1 - (2 * excess) / (looked * (2 * count - 3 * k - 1)),
    neighboursKept: kept / looked,
    neighbours: k,
    sampledRows: sample.length,
  };
}

/** From 1 for the nearest; the row itself is not counted. */
function ranksOf(rows: Int32Array, nearness: ArrayLike<number>, self: number): number[] {
  const own = nearness[self]!;
  return Array.from(rows, (row) => {
    const threshold = nearness[row]!;
    let nearer = 0;
    for (let other = 0; other < nearness.length; other++) if (nearness[other]! > threshold) nearer++;
    return nearer + Number(own <= threshold);
  });
}
