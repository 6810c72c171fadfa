/**
 * Figures of samples that were taken in rounds, with their intervals. A round is what repeats independently: samples of
 * one round share the state that the machine was in, so the bootstrap draws whole rounds, and a figure of many samples
 * from few rounds keeps the wide interval that it deserves.
 */
import { Random } from '../../src/random.ts';
import type { Interval, Percentiles } from './scenarioPart.ts';

const REPLICATES = 1000;
const SEED = 13;
/** The ends of a 95 % interval. */
const ENDS = [0.025, 0.975] as const;
/** Of fewer rounds, drawing rounds says nothing. */
const LEAST_ROUNDS = 5;
/** A percentile needs this many samples beyond it; else it is the luck of a few. */
const LEAST_BEYOND = 10;

const SHARES: Readonly<Record<keyof Percentiles, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

/** Samples that a percentile needs: 1,000 for the 99th. */
export function leastSamples(share: number): number {
  return Math.ceil(LEAST_BEYOND / Math.min(share, 1 - share) - 1e-9);
}

/** How often each round is drawn, for every replicate. */
function draws(roundCount: number): Uint32Array[] {
  const random = Random.fromSeed(SEED);
  return Array.from({ length: REPLICATES }, () => {
    const counts = new Uint32Array(roundCount);
    for (let draw = 0; draw < roundCount; draw++) counts[random.below(roundCount)]!++;
    return counts;
  });
}

function interval(value: number, replicates: Float64Array): Interval {
  const ascending = replicates.toSorted();
  const [low, high] = ENDS.map((share) => ascending[Math.round(share * (ascending.length - 1))]!);
  return { value, low: low!, high: high! };
}

/** Of figures that are functions of how often each round counts. */
function bootstrap(roundCount: number, figures: (counts: Uint32Array) => readonly number[]): Interval[] {
  const values = figures(new Uint32Array(roundCount).fill(1));
  if (roundCount < LEAST_ROUNDS) return values.map((value) => ({ value, low: null, high: null }));
  const replicates = draws(roundCount).map(figures);
  return values.map((value, place) =>
    interval(
      value,
      Float64Array.from(replicates, (figure) => figure[place]!),
    ),
  );
}

/** Samples of all rounds in ascending order, and the round that each is of. */
function mergeRounds(rounds: readonly Float64Array[]): { values: Float64Array; roundOf: Uint16Array } {
  const unsorted = rounds.flatMap((samples, round) => Array.from(samples, (value) => ({ value, round })));
  unsorted.sort((a, b) => a.value - b.value);
  return {
    values: Float64Array.from(unsorted, ({ value }) => value),
    roundOf: Uint16Array.from(unsorted, ({ round }) => round),
  };
}

/** Nearest ranks: each is a sample that was seen, as in `percentile.ts`. */
export function percentilesOfRounds(rounds: readonly Float64Array[]): Percentiles {
  const { values, roundOf } = mergeRounds(rounds);
  const supported = Object.entries(SHARES).filter(([, share]) => values.length >= leastSamples(share));
  const figures = (counts: Uint32Array): number[] => {
    const total = rounds.reduce((sum, samples, round) => sum + samples.length * counts[round]!, 0);
    let passed = 0;
    let place = -1;
    // Ascending shares, so that one walk over the samples finds all of them.
    return supported.map(([, share]) => {
      const rank = Math.max(1, Math.ceil(share * total));
      while (passed < rank) passed += counts[roundOf[++place]!]!;
      return values[place]!;
    });
  };
  const found = supported.length === 0 ? [] : bootstrap(rounds.length, figures);
  const none: Percentiles = { p50: null, p90: null, p95: null, p99: null, p999: null };
  return { ...none, ...Object.fromEntries(supported.map(([name], place) => [name, found[place]!])) };
}

/** Amount over seconds, both summed over rounds: the mean rate. */
export function rateOfRounds(rounds: readonly { readonly amount: number; readonly seconds: number }[]): Interval {
  const rate = (counts: Uint32Array): number[] => {
    const sum = (pick: 'amount' | 'seconds') =>
      rounds.reduce((total, entry, at) => total + entry[pick] * counts[at]!, 0);
    return [sum('amount') / sum('seconds')];
  };
  return bootstrap(rounds.length, rate)[0]!;
}

/** Of one value a round. */
export function medianOfRounds(values: readonly number[]): Interval {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const median = (counts: Uint32Array): number[] => {
    const drawn = order.flatMap((index) => new Array<number>(counts[index]!).fill(values[index]!));
    const middle = Math.floor(drawn.length / 2);
    return [drawn.length % 2 === 1 ? drawn[middle]! : (drawn[middle - 1]! + drawn[middle]!) / 2];
  };
  return bootstrap(values.length, median)[0]!;
}

export function mapInterval({ value, low, high }: Interval, map: (figure: number) => number): Interval {
  return { value: map(value), low: low === null ? null : map(low), high: high === null ? null : map(high) };
}

export function mapPercentiles(percentiles: Percentiles, map: (figure: number) => number): Percentiles {
  const mapped = Object.entries(percentiles).map(([name, interval]) => [name, interval && mapInterval(interval, map)]);
  return Object.fromEntries(mapped) as Percentiles;
}
