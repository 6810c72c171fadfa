/**
 * UMAP by umap-js, which gets from us what it lacks or does slowly: exact neighbours, and a start at the principal
 * components. Its own start is random, and in dozens of dimensions the optimisation never gets over that.
 */
import { UMAP } from 'umap-js';
import { Random } from '../../random.ts';
import type { NearestRows } from './nearestRows.ts';
import type { UmapSettings } from './reduceSettings.ts';
import { rowCount, type Rows } from './rowBlocks.ts';

/** Largest coordinate at the start, as umap-learn has it. */
const START_EXTENT = 10;
/** Keeps equal points apart; umap-learn's, too. */
const START_NOISE = 1e-4;

export interface UmapInput {
  /** Of each row among all, itself first. */
  readonly neighbours: NearestRows;
  /** Columns are taken in order; dimensions beyond them start at noise. */
  readonly start: Rows;
  readonly width: number;
  readonly seed: number;
  readonly settings: Pick<UmapSettings, 'neighbours' | 'minDistance' | 'epochs'>;
  /** Called after every epoch. */
  readonly onEpoch: (epoch: number, epochCount: number) => void | Promise<void>;
}

export interface UmapOutcome extends Rows {
  readonly epochs: number;
}

export async function fitUmap({ neighbours, start, width, seed, settings, onEpoch }: UmapInput): Promise<UmapOutcome> {
  const random = Random.fromSeed(seed);
  const umap = new UMAP({
    nComponents: width,
    nNeighbors: settings.neighbours,
    minDist: settings.minDistance,
    random: () => random.uniform(),
    ...(settings.epochs === 'auto' ? {} : { nEpochs: settings.epochs }),
  });
  const count = rowCount(start);
  umap.setPrecomputedKNN(asLists(neighbours.rows, neighbours.k), asLists(neighbours.distances, neighbours.k));
  // With neighbours given, it asks of the points nothing but how many there are.
  const epochCount = umap.initializeFit(Array.from({ length: count }, () => []));
  place(umap.getEmbedding(), start, random);
  for (let epoch = 1; epoch <= epochCount; epoch++) {
    umap.step();
    await onEpoch(epoch, epochCount);
  }
  return { values: Float32Array.from(umap.getEmbedding().flat()), width, epochs: epochCount };
}

function asLists(values: ArrayLike<number>, k: number): number[][] {
  return Array.from({ length: values.length / k }, (_, row) => {
    return Array.from({ length: k }, (__, rank) => values[row * k + rank]!);
  });
}

/** Writes into the very arrays that umap-js goes on to move. */
function place(points: number[][], start: Rows, random: Random): void {
  const largest = start.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = largest > 0 ? START_EXTENT / largest : 0;
  points.forEach((point, row) => {
    for (let dimension = 0; dimension < point.length; dimension++) {
      const known = dimension < start.width ? start.values[row * start.width + dimension]! : 0;
      point[dimension] = known * factor + START_NOISE * random.normal();
    }
  });
}
