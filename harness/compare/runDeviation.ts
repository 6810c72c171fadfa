/** How much the median latency differs between repeated runs of the same case, from all records that there are. */
import { median, mean } from '../../src/statistics/describe.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { latencyBlocks, machineSlowness } from './latencyDifference.ts';
import type { CasePair } from './pairCases.ts';
import type { CompletedCase } from './sides.ts';

/** Fewer repetitions say next to nothing of how far runs lie apart. */
const LEAST_RUNS = 3;

export interface RunSpread {
  readonly runs: number;
  /** Standard deviation of the logarithm; null with fewer than three runs. */
  readonly deviation: number | null;
}

/**
 * Runs of one label, dataset, split, seed, machine and engine at commits of a window: what changed with a step would pass
 * for noise, so deviations are taken between neighbours in time.
 */
export async function runSpread(pair: CasePair, window: readonly CompletedCase[]): Promise<RunSpread> {
  const sample = pair.first[0]!.record;
  const keyOf = ({ record }: CompletedCase): string =>
    canonicalJson([
      record.baseline.label,
      record.split.hash,
      record.seed,
      record.machine.id,
      record.engine?.name ?? null,
    ]);
  const alike = window
    .filter((one) => keyOf(one) === keyOf({ path: '', record: sample }))
    .sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1));
  const logs: number[] = [];
  for (const one of alike) {
    const blocks = await latencyBlocks([one]);
    if (blocks.length > 0) logs.push(Math.log(median(blocks) / (machineSlowness(one.record) ?? 1)));
  }
  if (logs.length < LEAST_RUNS) return { runs: logs.length, deviation: null };
  const changes = logs.slice(1).map((value, index) => (value - logs[index]!) ** 2);
  // A change between two runs has twice the variance of one.
  return { runs: logs.length, deviation: Math.sqrt(mean(changes) / 2) };
}
