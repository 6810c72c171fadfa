/** The one table of costs: what each is called, its unit, and whether less or more of it is better. */
export const COST_UNITS = ['seconds', 'milliseconds', 'bytes', 'count', 'per second', 'joules', 'money'] as const;
export type CostUnit = (typeof COST_UNITS)[number];

export interface CostDefinition {
  readonly id: string;
  readonly label: string;
  readonly unit: CostUnit;
  readonly better: 'lower' | 'higher';
  /** Whether tables have its row even where no case of the board has a figure. */
  readonly shown: 'always' | 'where known';
  readonly meaning: string;
}

/** In the order of the cost table. */
export const COSTS = [
  {
    id: 'trainSecondsPerEpoch',
    label: 'training, per epoch',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'Median over the epochs, without validation.',
  },
  {
    id: 'trainDataSecondsPerEpoch',
    label: 'of it making batches',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Median over the epochs of the seconds spent on making batches.',
  },
  {
    id: 'trainHostSecondsPerEpoch',
    label: 'of it other host work',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Median over the epochs of what is neither making batches nor the engine.',
  },
  {
    id: 'trainEngineSecondsPerEpoch',
    label: 'of it the engine',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Median over the epochs of the seconds in which the engine ran training steps.',
  },
  {
    id: 'fitSeconds',
    label: 'training, in all',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'Compiling, training and validating, of all sessions where training was resumed.',
  },
  {
    id: 'secondsToBestEpoch',
    label: 'training, to the best epoch',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Training and validation up to the epoch whose weights are kept.',
  },
  {
    id: 'compileSeconds',
    label: 'of it compiling',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'Compiling graphs while fitting, those for single requests among them.',
  },
  {
    id: 'inferenceCompileSeconds',
    label: 'compiling for batches',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'Compiling graphs while answering, left out of the times of answers.',
  },
  {
    id: 'loadSeconds',
    label: 'loading and splitting',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Reading the data and splitting it, before anything trains.',
  },
  {
    id: 'profileSeconds',
    label: 'making profiles',
    unit: 'seconds',
    better: 'lower',
    shown: 'where known',
    meaning: 'Generating, encoding and reducing the profiles that the case was given, whenever that was done.',
  },
  {
    id: 'inferenceSeconds',
    label: 'inference, test set',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'The whole test set, in batches, warm.',
  },
  {
    id: 'usersPerSecond',
    label: 'users per second',
    unit: 'per second',
    better: 'higher',
    shown: 'always',
    meaning: 'Test cases answered per second of inference on the test set.',
  },
  {
    id: 'singleStreamP50Milliseconds',
    label: 'single request, p50',
    unit: 'milliseconds',
    better: 'lower',
    shown: 'always',
    meaning: 'Median of requests of one history each, one after the other, warm.',
  },
  {
    id: 'singleStreamP90Milliseconds',
    label: 'single request, p90',
    unit: 'milliseconds',
    better: 'lower',
    shown: 'always',
    meaning: '90th percentile of requests of one history each.',
  },
  {
    id: 'singleStreamP99Milliseconds',
    label: 'single request, p99',
    unit: 'milliseconds',
    better: 'lower',
    shown: 'always',
    meaning: '99th percentile of requests of one history each.',
  },
  {
    id: 'firstRequestMilliseconds',
    label: 'first request, cold',
    unit: 'milliseconds',
    better: 'lower',
    shown: 'always',
    meaning: 'The first request of one history.',
  },
  {
    id: 'operationsPerRequest',
    label: 'multiply-adds per request',
    unit: 'count',
    better: 'lower',
    shown: 'where known',
    meaning: "Multiply-adds of a single request's matrix products, counted from the graphs that it runs.",
  },
  {
    id: 'peakMemoryBytes',
    label: 'peak memory',
    unit: 'bytes',
    better: 'lower',
    shown: 'always',
    meaning: "Largest resident size of the case's process, data and runtime included.",
  },
  {
    id: 'peakAcceleratorMemoryBytes',
    label: 'peak memory, accelerator',
    unit: 'bytes',
    better: 'lower',
    shown: 'where known',
    meaning: "Most memory of the accelerator that the case's process was seen to hold.",
  },
  {
    id: 'cpuSeconds',
    label: 'CPU time, whole case',
    unit: 'seconds',
    better: 'lower',
    shown: 'always',
    meaning: 'User and system time of the process, over all threads.',
  },
  {
    id: 'energyJoules',
    label: 'energy, whole case',
    unit: 'joules',
    better: 'lower',
    shown: 'where known',
    meaning:
      'What the counters of the processor counted while the case ran; of the whole machine, without accelerators.',
  },
  {
    id: 'moneyPerMillionRequests',
    label: 'money per million requests',
    unit: 'money',
    better: 'lower',
    shown: 'where known',
    meaning: "The machine's price for the time in which it answers a million histories, in batches.",
  },
  {
    id: 'parameterCount',
    label: 'parameters',
    unit: 'count',
    better: 'lower',
    shown: 'always',
    meaning: 'Trained numbers: weights, counts.',
  },
  {
    id: 'modelBytes',
    label: 'model file',
    unit: 'bytes',
    better: 'lower',
    shown: 'always',
    meaning: 'Bytes of the saved model.',
  },
] as const satisfies readonly CostDefinition[];

export type CostId = (typeof COSTS)[number]['id'];
