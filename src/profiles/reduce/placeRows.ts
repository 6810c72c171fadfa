/**
 * Places rows that were not fitted among those that were, as umap-learn's `transform` does (McInnes, Healy and Melville
 * 2018): at the weighted mean of the nearest fitted rows, and then moved by UMAP's forces while the fitted rows stay.
 * umap-js has a `transform` too, which searches for neighbours in JavaScript and never ends where the number of epochs is
 * no multiple of three.
 */
import { findABParams } from 'umap-js/dist/umap.js';
import { Random } from '../../random.ts';
import type { NearestRows } from './nearestRows.ts';
import type { UmapSettings } from './reduceSettings.ts';
import { rowCount, rowOf, type Rows } from './rowBlocks.ts';

const HALVINGS = 64;
/** Weights do not fall faster than with this share of the mean distance. */
const LEAST_BANDWIDTH = 1e-3;
/** Of a quarter of that of the fit: the start is good. */
const LEARNING_RATE = 0.25;
const NEGATIVE_SAMPLES = 5;
const MOST_FORCE = 4;
/** A step over less than this many rows is short enough for progress and signals. */
const ROWS_PER_STEP = 1000;

export interface PlaceInput {
  /** Of each new row among the fitted rows. */
  readonly nearest: NearestRows;
  /** Where the fitted rows are. */
  readonly fitted: Rows;
  readonly settings: Pick<UmapSettings, 'minDistance' | 'epochs'>;
  readonly seed: number;
  readonly onRows: (done: number) => Promise<void>;
}

/** [new rows, width of the fitted ones] */
export async function placeRows({ nearest, fitted, settings, seed, onRows }: PlaceInput): Promise<Rows> {
  const { k, rows, distances } = nearest;
  const { width } = fitted;
  const count = rows.length / k;
  const weights = new Float64Array(distances.length);
  for (let row = 0; row < count; row++) {
    weights.set(neighbourWeights(distances.subarray(row * k, (row + 1) * k)), row * k);
  }
  const forces: Forces = {
    ...findABParams(1, settings.minDistance),
    epochs: settings.epochs === 'auto' ? (count <= 10_000 ? 100 : 30) : Math.ceil(settings.epochs / 3),
    largestWeight: weights.reduce((largest, weight) => Math.max(largest, weight), 0),
    fitted,
    random: Random.fromSeed(seed),
  };
  const values = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    if (row % ROWS_PER_STEP === 0) await onRows(row);
    const point = values.subarray(row * width, (row + 1) * width);
    const neighbours = rows.subarray(row * k, (row + 1) * k);
    const own = weights.subarray(row * k, (row + 1) * k);
    startAtMean(point, neighbours, own, fitted);
    move(point, neighbours, own, forces);
  }
  return { values, width };
}

/** exp(-distance / bandwidth) with the bandwidth at which the weights add up to the binary logarithm of their number. */
function neighbourWeights(distances: Float64Array): Float64Array {
  const target = Math.log2(distances.length);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  if (mean === 0) return distances.map(() => 1);
  let [low, high, bandwidth] = [0, Number.POSITIVE_INFINITY, mean];
  for (let step = 0; step < HALVINGS; step++) {
    const sum = distances.reduce((total, distance) => total + Math.exp(-distance / bandwidth), 0);
    if (Math.abs(sum - target) < 1e-5) break;
    if (sum > target) high = bandwidth;
    else low = bandwidth;
    bandwidth = high === Number.POSITIVE_INFINITY ? bandwidth * 2 : (low + high) / 2;
  }
  bandwidth = Math.max(bandwidth, LEAST_BANDWIDTH * mean);
  return distances.map((distance) => Math.exp(-distance / bandwidth));
}

function startAtMean(point: Float32Array, neighbours: Int32Array, weights: Float64Array, fitted: Rows): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  neighbours.forEach((neighbour, rank) => {
    const other = rowOf(fitted, neighbour);
    for (let dimension = 0; dimension < point.length; dimension++) {
      point[dimension]! += (weights[rank]! / total) * other[dimension]!;
    }
  });
}

interface Forces {
  /** Of the curve 1 / (1 + a d^2b) that turns distances into memberships. */
  readonly a: number;
  readonly b: number;
  readonly epochs: number;
  readonly largestWeight: number;
  readonly fitted: Rows;
  readonly random: Random;
}

/** A neighbour pulls in a share of the epochs that its weight decides; each pull comes with five pushes by random rows. */
function move(point: Float32Array, neighbours: Int32Array, weights: Float64Array, forces: Forces): void {
  const { a, b, epochs, largestWeight, fitted, random } = forces;
  const periods = weights.map((weight) => largestWeight / weight);
  const due = periods.slice();
  const fittedCount = rowCount(fitted);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = LEARNING_RATE * (1 - epoch / epochs);
    for (let rank = 0; rank < neighbours.length; rank++) {
      if (due[rank]! > epoch) continue;
      due[rank]! += periods[rank]!;
      const near = rowOf(fitted, neighbours[rank]!);
      const square = squareOf(point, near);
      if (square > 0) push(point, near, (-2 * a * b * square ** (b - 1)) / (a * square ** b + 1), rate);
      for (let sample = 0; sample < NEGATIVE_SAMPLES; sample++) {
        const far = rowOf(fitted, random.below(fittedCount));
        const distance = squareOf(point, far);
        push(point, far, (2 * b) / ((0.001 + distance) * (a * distance ** b + 1)), rate);
      }
    }
  }
}

function squareOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let dimension = 0; dimension < a.length; dimension++) {
    const difference = a[dimension]! - b[dimension]!;
    sum += difference * difference;
  }
  return sum;
}

/** Away from the other point where the force is positive. */
function push(point: Float32Array, other: Float32Array, force: number, rate: number): void {
  for (let dimension = 0; dimension < point.length; dimension++) {
    const moved = force * (point[dimension]! - other[dimension]!);
    point[dimension]! += rate * Math.max(-MOST_FORCE, Math.min(MOST_FORCE, moved));
  }
}
