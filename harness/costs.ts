/** Derives the costs of a record from raw measurements: every percentile and rate from the same samples. Pure. */
import type { EpochLog } from '../src/baseline.ts';
import type { SingleRequests } from './measure.ts';
import { percentile } from './percentile.ts';
import type { Costs } from './record.ts';

export interface CostInput {
  readonly fitPhaseSeconds: number;
  readonly isResumed: boolean;
  readonly epochs: readonly EpochLog[];
  /** Null where no engine was used. */
  readonly compileSeconds: number | null;
  /** Spent on graphs for batches while the test set was answered. */
  readonly inferenceCompileSeconds: number | null;
  readonly testCaseCount: number;
  readonly inferenceSeconds: number;
  readonly single: SingleRequests;
  readonly peakMemoryBytes: number;
  readonly cpuSeconds: number;
  readonly parameterCount: number;
  readonly modelBytes: number;
}

export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The phase of a resumed case saw only its last part; the epochs' own seconds are of all parts. */
function fitSeconds(input: CostInput): number {
  if (!input.isResumed) return input.fitPhaseSeconds;
  const epochSeconds = input.epochs.reduce((sum, epoch) => sum + epoch.trainSeconds + epoch.validationSeconds, 0);
  return Math.max(input.fitPhaseSeconds, epochSeconds + (input.compileSeconds ?? 0));
}

export function deriveCosts(input: CostInput): Costs {
  const sorted = input.single.sampleSeconds.slice().sort();
  const milliseconds = (share: number) => percentile(sorted, share) * 1000;
  return {
    fitSeconds: fitSeconds(input),
    trainSecondsPerEpoch: medianOf(input.epochs.map((epoch) => epoch.trainSeconds)),
    compileSeconds: input.compileSeconds,
    inferenceCompileSeconds: input.inferenceCompileSeconds,
    inferenceSeconds: input.inferenceSeconds,
    usersPerSecond: input.inferenceSeconds > 0 ? input.testCaseCount / input.inferenceSeconds : null,
    firstRequestMilliseconds: input.single.firstRequestSeconds * 1000,
    singleStreamP50Milliseconds: milliseconds(0.5),
    singleStreamP90Milliseconds: milliseconds(0.9),
    singleStreamP99Milliseconds: milliseconds(0.99),
    peakMemoryBytes: input.peakMemoryBytes,
    cpuSeconds: input.cpuSeconds,
    parameterCount: input.parameterCount,
    modelBytes: input.modelBytes,
  };
}
