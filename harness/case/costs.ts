/** Derives the costs of a record from raw measurements: every percentile and rate from the same samples. Pure. */
import type { EpochLog } from '../../src/baseline.ts';
import type { SingleRequests } from './measure.ts';
import { median } from '../../src/statistics/describe.ts';
import { percentile } from '../../src/statistics/percentile.ts';
import type { ProfilePart } from './profilePart.ts';
import type { Costs } from '../records/record.ts';

export interface CostInput {
  /** Reading the data and splitting it. */
  readonly loadSeconds: number;
  readonly fitPhaseSeconds: number;
  readonly isResumed: boolean;
  readonly epochs: readonly EpochLog[];
  readonly bestEpoch: number | null;
  readonly profiles: ProfilePart | null;
  /** Null where no engine was used. */
  readonly compileSeconds: number | null;
  /** Spent on graphs for batches while the test set was answered. */
  readonly inferenceCompileSeconds: number | null;
  readonly testCaseCount: number;
  readonly inferenceSeconds: number;
  readonly single: SingleRequests;
  readonly peakMemoryBytes: number;
  readonly peakAcceleratorMemoryBytes: number | null;
  readonly cpuSeconds: number;
  readonly energyJoules: number | null;
  readonly operationsPerRequest: number | null;
  readonly parameterCount: number;
  readonly modelBytes: number;
}

export function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

function medianOfKnown(values: readonly (number | undefined)[]): number | null {
  return medianOf(values.filter((value) => value !== undefined));
}

function secondsToBestEpoch({ epochs, bestEpoch }: CostInput): number | null {
  const end = epochs.findIndex(({ epoch }) => epoch === bestEpoch);
  if (end === -1) return null;
  return epochs.slice(0, end + 1).reduce((sum, epoch) => sum + epoch.trainSeconds + epoch.validationSeconds, 0);
}

/** Null where there are no profiles, or where the time of a stage is not known. */
function profileSeconds(profiles: ProfilePart | null): number | null {
  if (profiles === null) return null;
  const { generateSeconds, encodeSeconds, reduceSeconds } = profiles;
  if (generateSeconds === null || encodeSeconds === null || reduceSeconds === null) return null;
  return generateSeconds + encodeSeconds + reduceSeconds;
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
    trainDataSecondsPerEpoch: medianOfKnown(input.epochs.map((epoch) => epoch.dataSeconds)),
    trainHostSecondsPerEpoch: medianOfKnown(input.epochs.map((epoch) => epoch.hostSeconds)),
    trainEngineSecondsPerEpoch: medianOfKnown(input.epochs.map((epoch) => epoch.engineSeconds)),
    secondsToBestEpoch: secondsToBestEpoch(input),
    compileSeconds: input.compileSeconds,
    inferenceCompileSeconds: input.inferenceCompileSeconds,
    loadSeconds: input.loadSeconds,
    profileSeconds: profileSeconds(input.profiles),
    inferenceSeconds: input.inferenceSeconds,
    usersPerSecond: input.inferenceSeconds > 0 ? input.testCaseCount / input.inferenceSeconds : null,
    singleStreamP50Milliseconds: milliseconds(0.5),
    singleStreamP90Milliseconds: milliseconds(0.9),
    singleStreamP99Milliseconds: milliseconds(0.99),
    firstRequestMilliseconds: input.single.firstRequestSeconds * 1000,
    operationsPerRequest: input.operationsPerRequest,
    peakMemoryBytes: input.peakMemoryBytes,
    peakAcceleratorMemoryBytes: input.peakAcceleratorMemoryBytes,
    cpuSeconds: input.cpuSeconds,
    energyJoules: input.energyJoules,
    // The price is the run's, not the case's: `pricedRecord.ts`.
    moneyPerMillionRequests: null,
    parameterCount: input.parameterCount,
    modelBytes: input.modelBytes,
  };
}
