/** How much latency and memory differ between repeated runs of the same case, from all records that there are. */
import { median } from '../../src/statistics/describe.ts';
import { pseudomedian } from '../../src/statistics/shift.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../records/record.ts';
import { evenLatencies, hasSlowness, latencySource, type LatencyUnit, latencyUnits } from './latencyUnits.ts';
import { type CasePair, costFieldsDiffering, modelOf } from './pairCases.ts';
import type { CompletedCase } from './sides.ts';

/** Fewer repetitions say next to nothing of how far runs lie apart. */
const LEAST_RUNS = 3;

export interface RunSpread {
  /** Runs whose latency can be compared. */
  readonly runs: number;
  /** Standard deviation of the logarithm of a run's latency, as the pair's is found; null with fewer than three runs. */
  readonly deviation: number | null;
  /** The same of peak memory. */
  readonly memoryDeviation: number | null;
}

/** The median change of independent normal values is so many of their standard deviations. */
const CHANGE_PER_DEVIATION = 0.6745 * Math.SQRT2;

function deviationOf(logs: readonly number[]): number | null {
  if (logs.length < LEAST_RUNS) return null;
  const changes = logs.slice(1).map((value, index) => Math.abs(value - logs[index]!));
  return median(changes) / CHANGE_PER_DEVIATION;
}

/**
 * Runs of one label and model, split, seed, machine and engine up to the first side, measured as the pair is compared: what
 * the second side changed must not pass for noise. From changes between neighbours in time, and from their median, so
 * that steps hardly count.
 */
export function runSpread(pair: CasePair, window: readonly CompletedCase[]): RunSpread {
  const sample = pair.first[0]!.record;
  const keyOf = (record: CompletedRecord): string =>
    canonicalJson([record.baseline.label, modelOf(record), record.split.hash, record.seed]);
  const isRepeated = (record: CompletedRecord): boolean =>
    keyOf(record) === keyOf(sample) && costFieldsDiffering(sample, record).length === 0;
  const alike = window
    .filter(({ record }) => isRepeated(record) && record.startedAt <= sample.startedAt)
    .sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const source = latencySource([...pair.first, ...pair.second]);
  const runs: LatencyUnit[][] = [];
  for (const one of alike) {
    if (source === null || latencySource([one]) !== source) continue;
    const units = latencyUnits([one], source);
    if (units.length > 0) runs.push(units);
  }
  const isNormalised = runs.every(hasSlowness);
  const logs = runs.map((units) => pseudomedian(evenLatencies(units, isNormalised).map(Math.log)));
  const memoryLogs = alike.map(({ record }) => Math.log(record.costs.peakMemoryBytes));
  return { runs: logs.length, deviation: deviationOf(logs), memoryDeviation: deviationOf(memoryLogs) };
}
