/** How much the median latency differs between repeated runs of the same case, from all records that there are. */
import { machineSlowness } from '../../reports/history/machineDrift.ts';
import { median } from '../../src/statistics/describe.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../record.ts';
import { latencyBlocks } from './latencyDifference.ts';
import type { CasePair } from './pairCases.ts';
import type { CompletedCase } from './sides.ts';

/** Fewer repetitions say next to nothing of how far runs lie apart. */
const LEAST_RUNS = 3;

export interface RunSpread {
  readonly runs: number;
  /** Standard deviation of the logarithm; null with fewer than three runs. */
  readonly deviation: number | null;
}

/** The median change of independent normal values is so many of their standard deviations. */
const CHANGE_PER_DEVIATION = 0.6745 * Math.SQRT2;

/**
 * Runs of one label, dataset, split, seed, machine and engine up to the first side: what the second side changed must not
 * pass for noise. From changes between neighbours in time, and from their median, so that steps hardly count.
 */
export async function runSpread(pair: CasePair, window: readonly CompletedCase[]): Promise<RunSpread> {
  const sample = pair.first[0]!.record;
  const keyOf = ({ baseline, split, seed, machine, engine }: CompletedRecord): string =>
    canonicalJson([baseline.label, split.hash, seed, machine.id, engine?.name ?? null]);
  const alike = window
    .filter(({ record }) => keyOf(record) === keyOf(sample) && record.startedAt <= sample.startedAt)
    .sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const logs: number[] = [];
  for (const one of alike) {
    const blocks = await latencyBlocks([one]);
    if (blocks.length > 0) logs.push(Math.log(median(blocks) / (machineSlowness(one.record) ?? 1)));
  }
  if (logs.length < LEAST_RUNS) return { runs: logs.length, deviation: null };
  const changes = logs.slice(1).map((value, index) => Math.abs(value - logs[index]!));
  return { runs: logs.length, deviation: median(changes) / CHANGE_PER_DEVIATION };
}
