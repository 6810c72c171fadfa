/** Steps of a series: exact against brute force, and found where they were planted and nowhere else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { median } from '../../src/statistics/describe.ts';
import { findPieces, noiseLevel } from '../../src/statistics/steps.ts';

const SETTINGS = { shortest: 2, leastShare: 0 };
/** As in `steps.ts`: the price of a step in units of noise and logarithm. */
const PRICE = 4;

function deviation(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

/** Least cost over every way to cut the series into pieces of at least two. */
function bruteForce(series: readonly number[]): number {
  const scale = Math.max(...series.map(Math.abs));
  const price = PRICE * Math.max(noiseLevel(series), scale * 1e-12) * Math.log(series.length);
  const from = (start: number): number => {
    let least = Infinity;
    for (let to = start + SETTINGS.shortest; to <= series.length; to++) {
      const rest = to === series.length ? 0 : price + from(to);
      least = Math.min(least, deviation(series.slice(start, to)) + rest);
    }
    return least;
  };
  return from(0);
}

function costOf(series: readonly number[]): number {
  const scale = Math.max(...series.map(Math.abs));
  const price = PRICE * Math.max(noiseLevel(series), scale * 1e-12) * Math.log(series.length);
  const pieces = findPieces(series, SETTINGS);
  return pieces.reduce((sum, { from, to }) => sum + deviation(series.slice(from, to)), 0) + (pieces.length - 1) * price;
}

describe('steps of a series', () => {
  it('are the cheapest cut there is', () => {
    const series = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(series, (values) => {
        // Equal neighbours merge, which only takes steps of nothing away.
        expect(costOf(values)).toBeLessThanOrEqual(bruteForce(values) + 1e-9);
      }),
    );
  });

  it('cover the series without gap or overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
        const pieces = findPieces(values);
        expect(pieces[0]!.from).toBe(0);
        expect(pieces.at(-1)!.to).toBe(values.length);
        pieces.slice(1).forEach(({ from }, index) => {
          expect(from).toBe(pieces[index]!.to);
        });
      }),
    );
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))('three planted steps, and no other (seed %i)', (seed) => {
    const random = Random.fromSeed(seed);
    const levels = [100, 110, 104, 125];
    const ends = [60, 110, 160, 200];
    const series = Array.from({ length: 200 }, (_, at) => {
      const level = levels[ends.findIndex((end) => at < end)]!;
      const outlier = random.uniform() < 0.02 ? 1.3 : 1;
      return level * outlier * (1 + 0.01 * random.normal());
    });
    const found = findPieces(series);
    expect(found).toHaveLength(4);
    found.slice(1).forEach(({ from }, index) => {
      expect(Math.abs(from - ends[index]!)).toBeLessThanOrEqual(3);
    });
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))('noise alone has none (seed %i)', (seed) => {
    const random = Random.fromSeed(100 + seed);
    const series = Array.from({ length: 200 }, () => 100 * (1 + 0.03 * random.normal()));
    expect(findPieces(series)).toHaveLength(1);
  });
});
