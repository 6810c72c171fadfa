/** Compares two sides case by case: quality by user, latency by rounds or blocks of requests, other costs by their figures. */
import { COSTS, type CostId } from '../../src/metrics/cost.ts';
import { median } from '../../src/statistics/describe.ts';
import { holm } from '../../src/statistics/multipleTests.ts';
import { leastMannWhitneyP } from '../../src/statistics/rankTests.ts';
import { latencyDifference, type LatencyDifference } from './latencyDifference.ts';
import { type CasePair, pairCases, type UnpairedCases } from './pairCases.ts';
import { qualityDifference, type QualityDifference } from './qualityDifference.ts';
import type { Side } from './sides.ts';
import { readCaseRanks } from './userValues.ts';
import { SIGNIFICANCE } from './verdict.ts';

export interface CostRatio {
  readonly id: CostId;
  /** Medians over seeds. */
  readonly first: number;
  readonly second: number;
  readonly ratio: number | null;
}

export interface TestedQuality extends QualityDifference {
  /** The crossed test's p, or with one seed the randomisation test's; corrected for all tests of the comparison. */
  readonly holmP: number;
  /** Better and worse are said of the second side. */
  readonly verdict: 'better' | 'worse' | 'not distinguishable' | 'identical';
}

export interface TestedLatency extends LatencyDifference {
  readonly holmP: number;
  /** Whether so few rounds or blocks, among so many tests, could show any difference at all. */
  readonly canTell: boolean;
}

export interface PairComparison {
  readonly pair: CasePair;
  readonly qualities: readonly TestedQuality[];
  /** Null where costs cannot be compared, or there were too few requests. */
  readonly latency: TestedLatency | null;
  /** Empty where costs cannot be compared. */
  readonly costs: readonly CostRatio[];
}

export interface Comparison {
  readonly first: Side;
  readonly second: Side;
  readonly comparisons: readonly PairComparison[];
  readonly unpaired: readonly UnpairedCases[];
}

export interface CompareOptions {
  readonly metrics: readonly string[];
  /** What is known of how much repeated runs of a pair differ; see `latencyDifference`. */
  readonly runDeviation: (pair: CasePair) => number;
}

/** What a quality's verdict rests on. */
export function decidingP({ crossed, randomisationP }: QualityDifference): number {
  return crossed.seedVariance === null ? randomisationP : (crossed.pValue ?? 1);
}

function costRatios(pair: CasePair): CostRatio[] {
  if (pair.costDifferences.length > 0) return [];
  return COSTS.flatMap(({ id }) => {
    const [a, b] = [pair.first, pair.second].map((cases) =>
      cases.map(({ record }) => record.costs[id]).filter((value) => value !== null),
    );
    if (a!.length === 0 || b!.length === 0) return [];
    const [first, second] = [median(a!), median(b!)];
    return [{ id, first, second, ratio: first > 0 ? second / first : null }];
  });
}

function qualityVerdict(quality: QualityDifference, holmP: number): TestedQuality['verdict'] {
  if (quality.isIdentical) return 'identical';
  if (holmP >= SIGNIFICANCE) return 'not distinguishable';
  return quality.crossed.difference > 0 ? 'better' : 'worse';
}

function measurePair(pair: CasePair, { metrics, runDeviation }: CompareOptions) {
  const [first, second] = [pair.first, pair.second].map((cases) => cases.map(readCaseRanks));
  return {
    pair,
    qualities: metrics.map((metric) => qualityDifference(first!, second!, metric)),
    latency: pair.costDifferences.length > 0 ? null : latencyDifference(pair, runDeviation(pair)),
    costs: costRatios(pair),
  };
}

export function compareSides(first: Side, second: Side, options: CompareOptions): Comparison {
  const { pairs, unpaired } = pairCases(first, second);
  const measured = pairs.map((pair) => measurePair(pair, options));
  const corrected = holm(
    measured.flatMap(({ qualities, latency }) => [
      ...qualities.map(decidingP),
      ...(latency === null ? [] : [latency.mannWhitneyP]),
    ]),
  );
  let next = 0;
  const comparisons = measured.map(({ pair, qualities, latency, costs }): PairComparison => {
    const tested = qualities.map((quality) => {
      const holmP = corrected[next++]!;
      return { ...quality, holmP, verdict: qualityVerdict(quality, holmP) };
    });
    const canTell = latency !== null && leastMannWhitneyP(...latency.units) * corrected.length < SIGNIFICANCE;
    return { pair, qualities: tested, latency: latency && { ...latency, holmP: corrected[next++]!, canTell }, costs };
  });
  return { first, second, comparisons, unpaired };
}
