/** Against SciPy and NumPy: `test/golden/statistics.py` wrote what they say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crossedDifference } from '../../src/statistics/crossedMeans.ts';
import { holm } from '../../src/statistics/multipleTests.ts';
import { normalCdf, normalQuantile, normalTail } from '../../src/statistics/normal.ts';
import { randomisationTest } from '../../src/statistics/pairedTests.ts';
import { mannWhitney, wilcoxonSignedRank } from '../../src/statistics/rankTests.ts';
import { studentTCdf, studentTQuantile } from '../../src/statistics/studentT.ts';

interface Golden {
  readonly normal: readonly [number, number, number][];
  readonly normalQuantile: readonly [number, number][];
  readonly studentT: readonly [number, number, number][];
  readonly studentTQuantile: readonly [number, number, number][];
  readonly wilcoxon: readonly { values: number[]; statistic: number; pValue: number }[];
  readonly mannWhitney: readonly { first: number[]; second: number[]; statistic: number; pValue: number }[];
  readonly permutation: readonly { values: number[]; pValue: number }[];
  readonly crossed: readonly (Readonly<Record<string, number>> & { first: never; second: never })[];
  readonly holm: { readonly pValues: number[]; readonly corrected: number[] };
}

const golden = JSON.parse(readFileSync(new URL('../golden/statistics.json', import.meta.url), 'utf8')) as Golden;

function expectRelative(ours: number | null, theirs: number): void {
  expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(theirs), 1e-3));
}

describe('as SciPy and NumPy have it', () => {
  it.each(golden.normal)('normal distribution at %d', (x, below, above) => {
    expectRelative(normalCdf(x), below);
    expectRelative(normalTail(x), above);
  });
  it.each(golden.normalQuantile)('normal quantile of %d', (p, x) => {
    expectRelative(normalQuantile(p), x);
  });
  it.each(golden.studentT)("Student's t at %d with %d degrees", (t, degrees, below) => {
    expectRelative(studentTCdf(t, degrees), below);
  });
  it.each(golden.studentTQuantile)("Student's t quantile of %d with %d degrees", (p, degrees, t) => {
    expectRelative(studentTQuantile(p, degrees), t);
  });
  it.each(golden.wilcoxon)('Wilcoxon of $values.length pairs', ({ values, statistic, pValue }) => {
    const ours = wilcoxonSignedRank(values);
    expectRelative(ours.statistic, statistic);
    expectRelative(ours.pValue, pValue);
  });
  it.each(golden.mannWhitney)('Mann-Whitney of $first.length and $second.length', (theirs) => {
    const ours = mannWhitney(theirs.first, theirs.second);
    expectRelative(ours.statistic, theirs.statistic);
    expectRelative(ours.pValue, theirs.pValue);
  });
  it.each(golden.permutation)('randomisation of $values.length pairs, every choice of signs', ({ values, pValue }) => {
    expectRelative(randomisationTest(values, 1), pValue);
  });
  it.each(golden.crossed)('seeds crossed with users', (theirs) => {
    const ours = crossedDifference(theirs.first, theirs.second);
    for (const name of ['difference', 'standardError', 'degreesOfFreedom', 'low', 'pValue', 'detectable'] as const) {
      expectRelative(ours[name], theirs[name]!);
    }
  });
  it('Holm', () => {
    const ours = holm(golden.holm.pValues);
    ours.forEach((p, index) => {
      expectRelative(p, golden.holm.corrected[index]!);
    });
  });
});
