/**
 * How much slower or faster the second side answers, from the quietest stretch of each round or from blocks of requests; what the
 * machine itself became slower or faster between the two is divided out where it was measured.
 */
import { slownessKind } from '../../reports/history/machineDrift.ts';
import { median } from '../../src/statistics/describe.ts';
import { normalQuantile } from '../../src/statistics/normal.ts';
import { mannWhitney } from '../../src/statistics/rankTests.ts';
import { hodgesLehmannShift } from '../../src/statistics/shift.ts';
import {
  evenLatencies,
  hasSlowness,
  latencySource,
  type LatencySource,
  type LatencyUnit,
  latencyUnits,
  setAside,
} from './latencyUnits.ts';
import type { CasePair } from './pairCases.ts';
import { SIGNIFICANCE } from './verdict.ts';

export interface LatencyDifference {
  /** Medians of the units' medians, in milliseconds as measured. */
  readonly first: number;
  readonly second: number;
  /** What the units are. */
  readonly source: LatencySource;
  /** How many there are. */
  readonly units: readonly [number, number];
  /** Rounds besides that were disturbed, and do not count. */
  readonly setAside: readonly [number, number];
  /** Second to first, the machine's own drift divided out; above 1 is slower. Hodges and Lehmann's, of logarithms. */
  readonly factor: number;
  /**
   * 95 %; the factors that the Mann-Whitney test would not refuse, as wide at least as repeated runs are known to differ.
   * Null where there are too few units for any.
   */
  readonly low: number | null;
  readonly high: number | null;
  readonly mannWhitneyP: number;
  /** How many times slower the machine was during the second; null where it was not measured on both sides. */
  readonly machineDrift: number | null;
}

/**
 * @param runDeviation Standard deviation of the logarithm of repeated identical runs' latency; 0 where nothing is known.
 * @returns null where a side has fewer than two units, or a void timing.
 */
export function latencyDifference(pair: CasePair, runDeviation: number): LatencyDifference | null {
  const all = [...pair.first, ...pair.second];
  const source = latencySource(all);
  if (source === null) return null;
  // Blocks have the speed of the record, which may have been found out by another runtime or with other threads.
  const isOneScale = source === 'rounds' || new Set(all.map(({ record }) => slownessKind(record))).size === 1;
  const [first, second] = [pair.first, pair.second].map((cases) => {
    const units = latencyUnits(cases, source);
    return isOneScale ? units : units.map(({ milliseconds }): LatencyUnit => ({ milliseconds, slowness: null }));
  }) as [LatencyUnit[], LatencyUnit[]];
  const difference = differenceOfUnits(first, second, source, runDeviation);
  const counts = [setAside(pair.first, source, first), setAside(pair.second, source, second)] as const;
  return difference && { ...difference, setAside: counts };
}

/**
 * Rounds have the machine's speed of their own session. Blocks have that of another time, whose error nobody knows: what is
 * said of them has to hold with it and without.
 */
export function differenceOfUnits(
  first: readonly LatencyUnit[],
  second: readonly LatencyUnit[],
  source: LatencySource,
  runDeviation: number,
): LatencyDifference | null {
  if (first.length < 2 || second.length < 2) return null;
  // Where measuring costs as much as what is measured, nothing is left to compare.
  if ([...first, ...second].some(({ milliseconds }) => milliseconds <= 0)) return null;
  const isNormalised = hasSlowness(first) && hasSlowness(second);
  const difference = differenceAsMeasured(first, second, source, runDeviation, isNormalised);
  if (source === 'rounds' || !isNormalised) return difference;
  const raw = differenceAsMeasured(first, second, source, runDeviation, false);
  const [low, high] = widest(difference, raw);
  return { ...difference, low, high, mannWhitneyP: Math.max(difference.mannWhitneyP, raw.mannWhitneyP) };
}

type Range = Pick<LatencyDifference, 'low' | 'high'>;

function widest(a: Range, b: Range): [number | null, number | null] {
  if (a.low === null || b.low === null || a.high === null || b.high === null) return [null, null];
  return [Math.min(a.low, b.low), Math.max(a.high, b.high)];
}

function differenceAsMeasured(
  first: readonly LatencyUnit[],
  second: readonly LatencyUnit[],
  source: LatencySource,
  runDeviation: number,
  isNormalised: boolean,
): LatencyDifference {
  const [a, b] = [evenLatencies(first, isNormalised), evenLatencies(second, isNormalised)];
  const logs = [a, b].map((values) => values.map(Math.log)) as [number[], number[]];
  const { estimate, low, high } = hodgesLehmannShift(...logs, SIGNIFICANCE);
  // Two runs differ by the square root of two deviations, which hold what rounds differ by.
  const between = normalQuantile(1 - SIGNIFICANCE / 2) * Math.SQRT2 * runDeviation;
  const measured = [first, second].map((units) => median(units.map(({ milliseconds }) => milliseconds)));
  const slowness = [first, second].map((units) => median(units.map((unit) => unit.slowness ?? 1)));
  return {
    first: measured[0]!,
    second: measured[1]!,
    source,
    units: [first.length, second.length],
    setAside: [0, 0],
    factor: Math.exp(estimate),
    low: low === null ? null : Math.exp(Math.min(low, estimate - between)),
    high: high === null ? null : Math.exp(Math.max(high, estimate + between)),
    mannWhitneyP: mannWhitney(a, b).pValue,
    machineDrift: isNormalised ? slowness[1]! / slowness[0]! : null,
  };
}
