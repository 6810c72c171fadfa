/** The one table of costs: what each is called, its unit, and that less or more of it is better. */
import type { Costs } from '../harness/record.ts';

export const COST_UNITS = ['seconds', 'milliseconds', 'bytes', 'count', 'per second'] as const;
export type CostUnit = (typeof COST_UNITS)[number];

export interface CostDefinition {
  readonly id: keyof Costs;
  readonly label: string;
  readonly unit: CostUnit;
  readonly better: 'lower' | 'higher';
}

/** In the order of the cost table. */
export const COSTS: readonly CostDefinition[] = [
  { id: 'trainSecondsPerEpoch', label: 'training, per epoch', unit: 'seconds', better: 'lower' },
  { id: 'fitSeconds', label: 'training, in all', unit: 'seconds', better: 'lower' },
  { id: 'compileSeconds', label: 'of it compiling', unit: 'seconds', better: 'lower' },
  { id: 'inferenceCompileSeconds', label: 'compiling for batches', unit: 'seconds', better: 'lower' },
  { id: 'inferenceSeconds', label: 'inference, test set', unit: 'seconds', better: 'lower' },
  { id: 'usersPerSecond', label: 'users per second', unit: 'per second', better: 'higher' },
  { id: 'singleStreamP50Milliseconds', label: 'single request, p50', unit: 'milliseconds', better: 'lower' },
  { id: 'singleStreamP90Milliseconds', label: 'single request, p90', unit: 'milliseconds', better: 'lower' },
  { id: 'singleStreamP99Milliseconds', label: 'single request, p99', unit: 'milliseconds', better: 'lower' },
  { id: 'firstRequestMilliseconds', label: 'first request, cold', unit: 'milliseconds', better: 'lower' },
  { id: 'peakMemoryBytes', label: 'peak memory', unit: 'bytes', better: 'lower' },
  { id: 'cpuSeconds', label: 'CPU time, whole case', unit: 'seconds', better: 'lower' },
  { id: 'parameterCount', label: 'parameters', unit: 'count', better: 'lower' },
  { id: 'modelBytes', label: 'model file', unit: 'bytes', better: 'lower' },
];
