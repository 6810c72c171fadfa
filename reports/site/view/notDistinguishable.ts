/**
 * Rows whose accuracy their seeds cannot tell from the best one's: Welch's t-test of each against the best, corrected by
 * Holm for their number. Users are a second source of chance, which only the page that compares two rows can count.
 */
import { holm } from '../../../src/statistics/multipleTests.ts';
import { studentTTwoSided } from '../../../src/statistics/studentT.ts';
import { rangeOf, type BoardData } from './boardData.ts';
import type { Figure } from './figures.ts';

const LEVEL = 0.05;

interface Sample {
  readonly mean: number;
  /** Of the mean. */
  readonly squaredError: number;
  readonly count: number;
}

/** Null where there is one seed only, which says nothing of others. */
function sampleOf(data: BoardData, figure: string, row: number): Sample | null {
  const range = rangeOf(data, figure, row);
  const count = data.rows[row]!.seedCount;
  if (!range?.hasSpread || count < 2) return null;
  const deviation = (range.high - range.low) / 2;
  return { mean: range.value, squaredError: deviation ** 2 / count, count };
}

function pValue(a: Sample, b: Sample): number {
  const error = a.squaredError + b.squaredError;
  if (error === 0) return a.mean === b.mean ? 1 : 0;
  const degrees = error ** 2 / (a.squaredError ** 2 / (a.count - 1) + b.squaredError ** 2 / (b.count - 1));
  return studentTTwoSided((a.mean - b.mean) / Math.sqrt(error), degrees);
}

/** The best row is not among them. */
export function notDistinguishable(
  data: BoardData,
  figure: Figure,
  rows: readonly number[],
  best: number | null,
): ReadonlySet<number> {
  const bestSample = best === null ? null : sampleOf(data, figure.id, best);
  if (bestSample === null) return new Set();
  const others = rows.flatMap((row) => {
    const sample = row === best ? null : sampleOf(data, figure.id, row);
    return sample ? [{ row, p: pValue(sample, bestSample) }] : [];
  });
  const corrected = holm(others.map(({ p }) => p));
  return new Set(others.filter((_, place) => corrected[place]! > LEVEL).map(({ row }) => row));
}
