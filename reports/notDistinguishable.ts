/**
 * Which means their seeds cannot tell from the best one: Welch's t-test of each against the best, corrected by Holm for
 * their number. Users are a second source of chance, which only a comparison user by user can count.
 */
import { holm } from '../src/statistics/multipleTests.ts';
import { studentTTwoSided } from '../src/statistics/studentT.ts';

const LEVEL = 0.05;

/** A mean over seeds. */
export interface SeedMean {
  readonly mean: number;
  /** Sample standard deviation; null where there is one seed only, which says nothing of others. */
  readonly sd: number | null;
  /** Number of seeds. */
  readonly n: number;
}

function pValue(a: Sample, b: Sample): number {
  const [own, other] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n];
  const error = own + other;
  if (error === 0) return a.mean === b.mean ? 1 : 0;
  const degrees = error ** 2 / (own ** 2 / (a.n - 1) + other ** 2 / (b.n - 1));
  return studentTTwoSided((a.mean - b.mean) / Math.sqrt(error), degrees);
}

type Sample = SeedMean & { readonly sd: number };

function isSample(mean: SeedMean | null | undefined): mean is Sample {
  return mean !== null && mean !== undefined && mean.sd !== null && mean.n >= 2;
}

/** Places in `means`, without that of the best; none where the best has one seed only. */
export function notDistinguishable(means: readonly (SeedMean | null | undefined)[], best: number): ReadonlySet<number> {
  const bestMean = means[best];
  if (!isSample(bestMean)) return new Set();
  const others = means.flatMap((mean, place) =>
    place !== best && isSample(mean) ? [{ place, p: pValue(mean, bestMean) }] : [],
  );
  const corrected = holm(others.map(({ p }) => p));
  return new Set(others.filter((_, index) => corrected[index]! > LEVEL).map(({ place }) => place));
}
