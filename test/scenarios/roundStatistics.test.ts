/** Figures of rounds: against a plain sort, against theory, and by properties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../src/statistics/percentile.ts';
import {
  leastSamples,
  mapInterval,
  medianOfRounds,
  percentilesOfRounds,
  rateOfRounds,
} from '../../harness/scenarios/roundStatistics.ts';
import { Random } from '../../src/random.ts';

const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
const names = Object.keys(SHARES) as (keyof typeof SHARES)[];

const roundsOf = (roundCount: number, size: number, draw: (round: number) => number): Float64Array[] =>
  Array.from({ length: roundCount }, (_, round) => Float64Array.from({ length: size }, () => draw(round)));

describe('percentiles', () => {
  it('are those of all samples together, and always a sample that was seen', () => {
    const rounds = fc.array(fc.float64Array({ minLength: 1, maxLength: 60, min: 0, max: 10, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(rounds, (samples) => {
        const all = Float64Array.from(samples.flatMap((round) => [...round])).sort();
        const found = percentilesOfRounds(samples);
        for (const name of names) {
          const expected = all.length < leastSamples(SHARES[name]) ? undefined : percentile(all, SHARES[name]);
          expect(found[name]?.value).toBe(expected);
        }
      }),
    );
  });

  it('rise, and lie within their intervals, which lie within the samples', () => {
    const random = Random.fromSeed(1);
    const rounds = roundsOf(8, 1500, () => random.exponential());
    const all = rounds.flatMap((round) => [...round]);
    const found = names.map((name) => percentilesOfRounds(rounds)[name]!);
    for (const [index, { value, low, high }] of found.entries()) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(low).toBeGreaterThanOrEqual(Math.min(...all));
      expect(high).toBeLessThanOrEqual(Math.max(...all));
      if (index > 0) expect(value).toBeGreaterThanOrEqual(found[index - 1]!.value);
    }
  });

  it('need ten samples beyond them', () => {
    expect([0.5, 0.9, 0.95, 0.99, 0.999].map(leastSamples)).toEqual([20, 100, 200, 1000, 10000]);
    const counts = (size: number) =>
      names.filter((name) => percentilesOfRounds(roundsOf(1, size, () => 1))[name] !== null);
    expect(counts(19)).toEqual([]);
    expect(counts(999)).toEqual(['p50', 'p90', 'p95']);
    expect(counts(1000)).toEqual(['p50', 'p90', 'p95', 'p99']);
  });

  it('of few rounds have no interval', () => {
    expect(percentilesOfRounds(roundsOf(4, 50, (round) => round)).p50).toEqual({ value: 1, low: null, high: null });
    expect(percentilesOfRounds(roundsOf(5, 50, (round) => round)).p50).toMatchObject({ value: 2, low: 0, high: 4 });
  });

  it('differ from round to round: the interval sees it, however many samples a round has', () => {
    const random = Random.fromSeed(2);
    const shifted = roundsOf(10, 4000, (round) => 1 + round / 10 + random.uniform() / 1000);
    const alike = roundsOf(10, 4000, () => 1 + random.uniform() / 1000);
    const width = (rounds: Float64Array[]) => {
      const { low, high } = percentilesOfRounds(rounds).p50!;
      return high! - low!;
    };
    expect(width(shifted)).toBeGreaterThan(0.2);
    expect(width(alike)).toBeLessThan(0.001);
  });

  it('have intervals that hold the truth about as often as they say', () => {
    const random = Random.fromSeed(3);
    const truth = 5;
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const centres = Array.from({ length: 12 }, () => truth + random.normal());
      const { low, high } = percentilesOfRounds(
        roundsOf(12, 25, (round) => centres[round]! + random.normal() / 5),
      ).p50!;
      if (low! <= truth && truth <= high!) held++;
    }
    // Twelve rounds are few for a bootstrap: somewhat less than 95 % of 200 is right, 80 % would not be.
    expect(held).toBeGreaterThan(170);
    expect(held).toBeLessThan(200);
  });
});

describe('rates and medians of rounds', () => {
  it('are of all rounds together', () => {
    const rounds = [1, 2, 3].map((seconds) => ({ amount: 10 * seconds + 3, seconds }));
    expect(rateOfRounds(rounds)).toEqual({ value: 69 / 6, low: null, high: null });
    expect(medianOfRounds([4, 1, 3]).value).toBe(3);
    expect(medianOfRounds([4, 1, 3, 2]).value).toBe(2.5);
  });

  it('have intervals around them', () => {
    const values = [5, 6, 7, 8, 9, 10, 11];
    const { value, low, high } = medianOfRounds(values);
    expect([low! < value, value < high!, low! >= 5, high! <= 11]).toEqual([true, true, true, true]);
    expect(rateOfRounds(values.map((amount) => ({ amount, seconds: 2 }))).value).toBe(4);
  });

  it('are mapped with their ends', () => {
    expect(mapInterval({ value: 2, low: 1, high: null }, (x) => x * 10)).toEqual({ value: 20, low: 10, high: null });
  });
});
