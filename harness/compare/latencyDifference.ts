/**
 * How much slower or faster the second side answers, from the medians of rounds or of blocks of requests; what the
 * machine itself became slower or faster between the two, and from round to round, is divided out where it was measured.
 */
import { median, quantile } from '../../src/statistics/describe.ts';
import { mannWhitney } from '../../src/statistics/rankTests.ts';
import { Random } from '../../src/random.ts';
import {
  evenLatencies,
  hasSlowness,
  latencySource,
  type LatencySource,
  type LatencyUnit,
  latencyUnits,
} from './latencyUnits.ts';
import type { CasePair } from './pairCases.ts';

const RESAMPLES = 2000;
const SEED = 20_261;

export interface LatencyDifference {
  /** Medians of the units' medians, in milliseconds as measured. */
  readonly first: number;
  readonly second: number;
  /** What the units are. */
  readonly source: LatencySource;
  /** How many there are. */
  readonly units: readonly [number, number];
  /** Second to first, the machine's own drift divided out; above 1 is slower. */
  readonly factor: number;
  /** 95 %; from resampled units, widened by how much repeated runs are known to differ. */
  readonly low: number;
  readonly high: number;
  readonly mannWhitneyP: number;
  /** How many times slower the machine was during the second; null where it was not measured on both sides. */
  readonly machineDrift: number | null;
}

function resampledFactors(first: readonly number[], second: readonly number[]): Float64Array {
  const random = Random.fromSeed(SEED);
  const draw = (values: readonly number[]): number => median(values.map(() => values[random.below(values.length)]!));
  return Float64Array.from({ length: RESAMPLES }, () => draw(second) / draw(first)).sort();
}

/**
 * @param runDeviation Standard deviation of the logarithm of repeated identical runs' medians; 0 where nothing is known.
 * @returns null where a side has fewer than two units, or a void timing.
 */
export async function latencyDifference(pair: CasePair, runDeviation: number): Promise<LatencyDifference | null> {
  const source = latencySource([...pair.first, ...pair.second]);
  if (source === null) return null;
  const [first, second] = [await latencyUnits(pair.first, source), await latencyUnits(pair.second, source)];
  return differenceOfUnits(first, second, source, runDeviation);
}

/**
 * Rounds have the machine's speed of their own time. Blocks have that of another time, whose error nobody knows: what is
 * said of them has to hold with it and without.
 */
export function differenceOfUnits(
  first: readonly LatencyUnit[],
  second: readonly LatencyUnit[],
  source: LatencySource,
  runDeviation: number,
): LatencyDifference | null {
  if (first.length < 2 || second.length < 2) return null;
  const isNormalised = hasSlowness(first) && hasSlowness(second);
  const difference = differenceAsMeasured(first, second, source, runDeviation, isNormalised);
  if (source === 'rounds' || !isNormalised) return difference;
  const raw = differenceAsMeasured(first, second, source, runDeviation, false);
  return {
    ...difference,
    low: Math.min(difference.low, raw.low),
    high: Math.max(difference.high, raw.high),
    mannWhitneyP: Math.max(difference.mannWhitneyP, raw.mannWhitneyP),
  };
}

function differenceAsMeasured(
  first: readonly LatencyUnit[],
  second: readonly LatencyUnit[],
  source: LatencySource,
  runDeviation: number,
  isNormalised: boolean,
): LatencyDifference {
  const [a, b] = [evenLatencies(first, isNormalised), evenLatencies(second, isNormalised)];
  const factors = resampledFactors(a, b);
  const factor = median(b) / median(a);
  // Two runs differ by the square root of two deviations; independent errors add up in squares.
  const between = 1.96 * Math.SQRT2 * runDeviation;
  const widened = (bound: number): number => {
    const within = Math.log(bound / factor);
    return factor * Math.exp(Math.sign(within) * Math.hypot(within, between));
  };
  const measured = [first, second].map((units) => median(units.map(({ milliseconds }) => milliseconds)));
  const slowness = [first, second].map((units) => median(units.map((unit) => unit.slowness ?? 1)));
  return {
    first: measured[0]!,
    second: measured[1]!,
    source,
    units: [first.length, second.length],
    factor,
    low: Math.min(factor, widened(Math.min(quantile(factors, 0.025), factor * (1 - 1e-12)))),
    high: Math.max(factor, widened(Math.max(quantile(factors, 0.975), factor * (1 + 1e-12)))),
    mannWhitneyP: mannWhitney(a, b).pValue,
    machineDrift: isNormalised ? slowness[1]! / slowness[0]! : null,
  };
}
