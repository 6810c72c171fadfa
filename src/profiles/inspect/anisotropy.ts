/** Whether vectors point all ways or much the same way. */
import type { Engine } from '../../engine/engine.ts';
import { Random } from '../../random.ts';
import { covarianceOf, meanOf } from '../reduce/principalComponents.ts';
import { rowCount, rowOf, type Rows } from '../reduce/rowBlocks.ts';

export interface Anisotropy {
  /** Cosines between random pairs of different rows: near 0 for vectors that point all ways. Null for a single row. */
  readonly meanCosine: number | null;
  readonly standardDeviation: number | null;
  readonly pairs: number;
}

const PAIRS = 20_000;

/**
 * Of how many dimensions of equal variance the vectors' variance could be (participation ratio: the square of the sum of
 * the covariance's eigenvalues by the sum of their squares). Null where there is no variance.
 */
export async function effectiveDimensions(engine: Engine, rows: Rows): Promise<number | null> {
  const covariance = await covarianceOf(engine, rows, meanOf(rows));
  let trace = 0;
  for (let dimension = 0; dimension < rows.width; dimension++) trace += covariance[dimension * (rows.width + 1)]!;
  const squares = covariance.reduce((sum, value) => sum + value * value, 0);
  return squares === 0 ? null : trace ** 2 / squares;
}

export function measureAnisotropy(rows: Rows, seed: number): Anisotropy {
  const count = rowCount(rows);
  if (count < 2) return { meanCosine: null, standardDeviation: null, pairs: 0 };
  const random = Random.fromSeed(seed);
  const cosines = Array.from({ length: PAIRS }, () => {
    const first = random.below(count);
    // Any of the others, each as likely.
    const second = (first + 1 + random.below(count - 1)) % count;
    return cosine(rowOf(rows, first), rowOf(rows, second));
  });
  const mean = cosines.reduce((sum, value) => sum + value, 0) / PAIRS;
  const variance = cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / PAIRS;
  return { meanCosine: mean, standardDeviation: Math.sqrt(variance), pairs: PAIRS };
}

/** 0 where one of them is all zeros. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let dimension = 0; dimension < a.length; dimension++) {
    product += a[dimension]! * b[dimension]!;
    squareA += a[dimension]! ** 2;
    squareB += b[dimension]! ** 2;
  }
  return squareA === 0 || squareB === 0 ? 0 : product / Math.sqrt(squareA * squareB);
}
