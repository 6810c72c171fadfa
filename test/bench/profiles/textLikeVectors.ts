/**
 * Vectors like those that text encoders give for profiles of users: of length 1, around a common direction, in clusters of
 * very different size, with variances that fall as they do over the principal components of all-MiniLM-L6-v2's vectors of
 * LLM profiles for MovieLens users (1, 0.53, 0.32, 0.19, 0.11, 0.045, 0.019 at the 1st, 2nd, 5th, 10th, 20th, 50th, 100th).
 */
import { Random } from '../../../src/random.ts';

export interface VectorShape {
  readonly rows: number;
  readonly width: number;
  /** Mean cosine of two random rows. */
  readonly meanCosine: number;
}

const CLUSTERS = 300;
/** Of the variance of each component. */
const SHARE_BETWEEN_CLUSTERS = 0.4;

export function textLikeVectors({ rows, width, meanCosine }: VectorShape, seed: number): Float32Array {
  const random = Random.fromSeed(seed);
  const spread = Float64Array.from({ length: width }, (_, component) => {
    return Math.sqrt((1 + component) ** -0.7 * Math.exp((-3.84 * component) / width));
  });
  const variance = spread.reduce((sum, value) => sum + value * value, 0);
  // Along the last component, which varies least.
  const common = Math.sqrt((variance * meanCosine) / (1 - meanCosine));
  const centres = Float64Array.from({ length: CLUSTERS * width }, () => random.normal());
  const [between, within] = [Math.sqrt(SHARE_BETWEEN_CLUSTERS), Math.sqrt(1 - SHARE_BETWEEN_CLUSTERS)];
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const centre = Math.floor(CLUSTERS * random.uniform() ** 2) * width;
    const vector = values.subarray(row * width, (row + 1) * width);
    let square = 0;
    for (let component = 0; component < width; component++) {
      const drawn = between * centres[centre + component]! + within * random.normal();
      const value = spread[component]! * drawn + (component === width - 1 ? common : 0);
      vector[component] = value;
      square += value * value;
    }
    const length = Math.sqrt(square);
    for (let component = 0; component < width; component++) vector[component]! /= length;
  }
  return values;
}
