/**
 * Finds steps in a series: the piecewise-constant curve that fits best in absolute deviations, at a price per step. A
 * median per piece, so that single outliers bend nothing; exact, by dynamic programming over all places of steps.
 */
import { median } from './describe.ts';

export interface Piece {
  /** Indices of the series: from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

export interface StepSettings {
  /** Shorter pieces are taken for outliers. */
  readonly shortest: number;
  /** Smaller steps than this share of the level are not told. */
  readonly leastShare: number;
}

export const STEP_SETTINGS: StepSettings = { shortest: 3, leastShare: 0.02 };

/** Price of a step, in units of the noise and of the logarithm of the series' length. */
const PRICE = 4;

/** Typical absolute deviation of a single point, from differences of neighbours, which steps hardly touch. */
export function noiseLevel(series: ArrayLike<number>): number {
  if (series.length < 2) return 0;
  const changes = Array.from({ length: series.length - 1 }, (_, index) =>
    Math.abs(series[index + 1]! - series[index]!),
  );
  // The median change of independent normal values is 0.954 deviations; the mean absolute deviation is 0.798.
  return (median(changes) * 0.798) / 0.954;
}

/** Pieces of the whole series in order; one piece where there is no step. */
export function findPieces(series: ArrayLike<number>, settings: StepSettings = STEP_SETTINGS): Piece[] {
  const count = series.length;
  if (count === 0) return [];
  const scale = Math.max(...Array.from(series, Math.abs));
  const price = PRICE * Math.max(noiseLevel(series), scale * 1e-12) * Math.log(Math.max(count, 2));
  const best = new Float64Array(count + 1).fill(Infinity);
  const start = new Uint32Array(count + 1);
  best[0] = -price;
  for (let from = 0; from < count; from++) {
    if (best[from] === Infinity) continue;
    const deviations = new GrowingDeviation();
    for (let to = from + 1; to <= count; to++) {
      const cost = best[from]! + price + deviations.add(series[to - 1]!);
      const isLongEnough = to - from >= settings.shortest || (from === 0 && to === count);
      if (isLongEnough && cost < best[to]!) {
        best[to] = cost;
        start[to] = from;
      }
    }
  }
  const pieces: Piece[] = [];
  for (let to = count; to > 0; to = start[to]!) {
    const from = start[to]!;
    pieces.push({ from, to, level: median(Array.from({ length: to - from }, (_, index) => series[from + index]!)) });
  }
  return mergeAlike(pieces.reverse(), series, settings.leastShare);
}

function mergeAlike(pieces: readonly Piece[], series: ArrayLike<number>, leastShare: number): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const before = merged.at(-1);
    if (before === undefined || Math.abs(piece.level - before.level) > leastShare * Math.abs(before.level)) {
      merged.push(piece);
      continue;
    }
    const from = before.from;
    const values = Array.from({ length: piece.to - from }, (_, index) => series[from + index]!);
    merged[merged.length - 1] = { from, to: piece.to, level: median(values) };
  }
  return merged;
}

/** Sum of absolute deviations from the median of values that come one by one. */
class GrowingDeviation {
  /** Ascending. */
  readonly #values: number[] = [];
  #lowerSum = 0;
  #upperSum = 0;

  add(value: number): number {
    const values = this.#values;
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    // The lower half has the extra value, if there is one.
    const lowerCount = Math.ceil(values.length / 2);
    values.splice(low, 0, value);
    // A value between the halves may go to either.
    const isLower = low <= lowerCount;
    if (isLower) this.#lowerSum += value;
    else this.#upperSum += value;
    const nowLower = Math.ceil(values.length / 2);
    const had = isLower ? lowerCount + 1 : lowerCount;
    if (had > nowLower) {
      this.#lowerSum -= values[nowLower]!;
      this.#upperSum += values[nowLower]!;
    } else if (had < nowLower) {
      this.#lowerSum += values[nowLower - 1]!;
      this.#upperSum -= values[nowLower - 1]!;
    }
    const middle = values[nowLower - 1]!;
    return middle * nowLower - this.#lowerSum + this.#upperSum - middle * (values.length - nowLower);
  }
}
