/** Principal components, exact neighbours, UMAP of at most `fitRows` rows, the others placed among them. */
import type { Engine } from '../../engine/engine.ts';
import { UserError } from '../../errors.ts';
import { Random } from '../../random.ts';
import type { Facts } from '../vectorFile.ts';
import { nearestRows, type NearestRows } from './nearestRows.ts';
import { placeRows } from './placeRows.ts';
import { findPrincipalComponents, project } from './principalComponents.ts';
import type { UmapSettings } from './reduceSettings.ts';
import type { ReduceOptions, ReduceProgress } from './reduceVectors.ts';
import { rowCount, rowOf, type Rows, takeRows } from './rowBlocks.ts';
import { scaleRowsToLengthOne } from '../scaleRows.ts';
import { fitUmap } from './umap.ts';

/** Separates the draw of rows from the draws of UMAP under one seed. */
const DRAW_STREAM = 1;

export async function reduceByUmap(
  engine: Engine,
  vectors: Rows,
  settings: UmapSettings,
  { width, seed, onProgress, signal }: ReduceOptions,
): Promise<{ readonly reduced: Rows; readonly facts: Facts }> {
  const count = rowCount(vectors);
  if (count <= settings.neighbours) {
    throw new UserError(
      `UMAP needs more than ${settings.neighbours} profiles and there are ${count}; set reduce.neighbours lower, or ` +
        'reduce.kind to pca.',
    );
  }
  /** Lets the process see signals, which it does not while something computes. */
  const tell = async (step: ReduceProgress['step'], done: number, total: number): Promise<void> => {
    onProgress?.({ step, done, total });
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };

  await tell('principal components', 0, count);
  const measured = settings.metric === 'cosine' ? ofLengthOne(vectors) : vectors;
  const wanted = settings.principalComponents === 'all' ? vectors.width : settings.principalComponents;
  const components = await findPrincipalComponents(engine, measured, Math.min(wanted, vectors.width));
  if (components.variances.length === 0) {
    throw new UserError('All profiles have the same vector, so there is nothing to learn from them.');
  }
  const points = await project(engine, measured, components);

  const draw = Random.fromSeed(seed, DRAW_STREAM);
  const fittedNumbers = count > settings.fitRows ? draw.sample(count, settings.fitRows) : null;
  const fitted = fittedNumbers === null ? points : takeRows(points, fittedNumbers);
  const fittedCount = rowCount(fitted);
  const among = await nearestRows(engine, fitted, fitted, settings.neighbours, (done) => {
    return tell('neighbours', done, fittedCount);
  });
  const outcome = await fitUmap({
    neighbours: inMetric(selfFirst(among), settings),
    start: fitted,
    width,
    seed,
    settings,
    onEpoch: (epoch, epochCount) => tell('umap', epoch, epochCount),
  });
  const facts = {
    shareKept: components.variances.reduce((sum, variance) => sum + variance, 0) / components.totalVariance,
    principalComponents: points.width,
    fittedRows: fittedCount,
    epochs: outcome.epochs,
  };
  if (fittedNumbers === null) return { reduced: outcome, facts };

  const values = new Float32Array(count * width);
  fittedNumbers.forEach((row, place) => values.set(rowOf(outcome, place), row * width));
  const isFitted = new Set(fittedNumbers);
  const others = Array.from({ length: count }, (_, row) => row).filter((row) => !isFitted.has(row));
  const nearest = await nearestRows(engine, fitted, takeRows(points, others), settings.neighbours, (done) => {
    return tell('neighbours', done, others.length);
  });
  const placed = await placeRows({
    nearest: inMetric(nearest, settings),
    fitted: outcome,
    settings,
    seed,
    onRows: (done) => tell('placing', done, others.length),
  });
  others.forEach((row, place) => values.set(rowOf(placed, place), row * width));
  return { reduced: { values, width }, facts };
}

function ofLengthOne(vectors: Rows): Rows {
  const values = vectors.values.slice();
  scaleRowsToLengthOne(values, vectors.width);
  return { values, width: vectors.width };
}

/** As UMAP wants neighbours: each row is its own first one, even among rows equal to it. */
function selfFirst({ k, rows, distances }: NearestRows): NearestRows {
  const [orderedRows, orderedDistances] = [new Int32Array(rows.length), new Float64Array(rows.length)];
  for (let row = 0; row < rows.length / k; row++) {
    orderedRows[row * k] = row;
    let place = row * k + 1;
    for (let at = row * k; at < (row + 1) * k && place < (row + 1) * k; at++) {
      if (rows[at] === row) continue;
      orderedRows[place] = rows[at]!;
      orderedDistances[place++] = distances[at]!;
    }
  }
  return { k, rows: orderedRows, distances: orderedDistances };
}

/** Of vectors of length 1, one minus the cosine is half the square of the Euclidean distance. */
function inMetric(nearest: NearestRows, { metric }: UmapSettings): NearestRows {
  if (metric === 'euclidean') return nearest;
  return { ...nearest, distances: nearest.distances.map((distance) => distance ** 2 / 2) };
}
