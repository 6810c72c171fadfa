/** Vectors with neighbourhoods: points around a few centres, in more dimensions than they need, all pointing one way. */
import { Random } from '../../../src/random.ts';
import type { Rows } from '../../../src/profiles/reduce/rowBlocks.ts';

export function clusteredRows(count: number, width: number, seed: number): Rows & { readonly clusters: Int32Array } {
  const random = Random.fromSeed(seed);
  const clusterCount = 6;
  const centres = Array.from({ length: clusterCount }, () => Array.from({ length: width }, () => random.normal()));
  const clusters = Int32Array.from({ length: count }, () => random.below(clusterCount));
  const values = new Float32Array(count * width);
  for (let at = 0; at < values.length; at++) {
    const centre = centres[clusters[Math.floor(at / width)]!]!;
    values[at] = 5 + centre[at % width]! + 0.3 * random.normal();
  }
  return { values, width, clusters };
}

/** Brute force, in double precision. */
export function bruteNearest(points: Rows, query: Float32Array, k: number): number[] {
  const count = points.values.length / points.width;
  const distances = Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let d = 0; d < points.width; d++) sum += (points.values[row * points.width + d]! - query[d]!) ** 2;
    return { row, sum };
  });
  return distances
    .sort((a, b) => a.sum - b.sum || a.row - b.row)
    .slice(0, k)
    .map(({ row }) => row);
}
