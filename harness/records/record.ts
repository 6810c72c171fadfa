/**
 * The record of one case: what ran, on what, where, at what cost and how well; a union on `status`, so that nobody can
 * read figures from a case that failed. Missing is null, never 0. Stored by `recordStore.ts`.
 */
import { z } from 'zod';
import { NEEDS } from '../../src/baseline.ts';
import type { CostId } from '../../src/metrics/cost.ts';
import { GROUPINGS } from '../../src/metrics/groups.ts';
import { answerFilesSchema } from '../case/answerFilesPart.ts';
import { calibrationSchema } from '../machine/calibrationFigures.ts';
import { measureSettingsSchema } from '../config/measureSettings.ts';
import { pricesSchema } from '../config/prices.ts';
import { factsSchema, profilePartSchema } from '../case/profilePart.ts';
import { scenarioPartSchema } from '../scenarios/scenarioPart.ts';

export const RECORD_SCHEMA_VERSION = 3;

const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

export const datasetFactsSchema = z.strictObject({
  name: z.string(),
  format: z.string(),
  contentHash: z.string(),
  isSimulated: z.boolean(),
  timeResolution: z.enum(['second', 'day', 'none']),
  userCount: count,
  itemCount: count,
  eventCount: count,
  badRowCount: count,
});

export const splitFactsSchema = z.strictObject({
  hash: z.string(),
  catalogueItemCount: count,
  trainEventCount: count,
  validationCaseCount: count,
  testCaseCount: count,
  /** Test cases whose target no list can hold. */
  coldTargetCount: count,
  seenItems: z.enum(['filter', 'keep']),
  /** What was done, one sentence each. */
  statements: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
});

export const machineFactsSchema = z.strictObject({
  id: z.string(),
  cpuModel: z.string(),
  coreCount: count,
  memoryBytes: count,
  platform: z.string(),
  osRelease: z.string(),
  architecture: z.string(),
  nodeVersion: z.string(),
  /** How fast it was found to be before the case ran; null where that was not measured. */
  calibration: calibrationSchema.nullable().default(null),
});

export const codeFactsSchema = z.strictObject({
  seqbenchVersion: z.string(),
  /** Null outside git. */
  commit: z.string().nullable(),
  /** Whether tracked files differ from the commit; null outside git. */
  isDirty: z.boolean().nullable(),
  /** Installed versions of the packages that do the work, by name. */
  packages: z.record(z.string(), z.string()),
});

/** What the engine says of itself. */
const engineSchema = z.strictObject({
  name: z.string(),
  provider: z.string(),
  threads: count,
  versions: z.record(z.string(), z.string()),
});

export const epochSchema = z.strictObject({
  epoch: z.int().positive(),
  /** Part of training that the epoch belongs to; null where there is only one. */
  phase: z.string().nullable(),
  trainSeconds: seconds,
  /** Of `trainSeconds`: making batches, other work on the host, and the engine; null where that was not measured. */
  dataSeconds: seconds.nullable(),
  hostSeconds: seconds.nullable(),
  engineSeconds: seconds.nullable(),
  validationSeconds: seconds,
  /** Null where the loss was not finite. */
  loss: z.number().nullable(),
  validationNdcg10: z.number().nullable(),
  /** More that the baseline measured, by name; null where a figure was not finite. */
  measures: z.record(z.string(), z.number().nullable()),
});

const groupSchema = z.strictObject({
  by: z.enum(GROUPINGS),
  label: z.string(),
  from: count,
  /** Null where the group has no upper end. */
  to: count.nullable(),
  caseCount: z.int().positive(),
  metrics: z.record(z.string(), z.number().nullable()),
});

/** What each is: `src/metrics/cost.ts`. */
export const costsSchema = z.strictObject({
  fitSeconds: seconds,
  /** Null, as what follows, for baselines that do not train in epochs. */
  trainSecondsPerEpoch: seconds.nullable(),
  trainDataSecondsPerEpoch: seconds.nullable(),
  trainHostSecondsPerEpoch: seconds.nullable(),
  trainEngineSecondsPerEpoch: seconds.nullable(),
  secondsToBestEpoch: seconds.nullable(),
  /** Null where no engine was used. */
  compileSeconds: seconds.nullable(),
  inferenceCompileSeconds: seconds.nullable(),
  loadSeconds: seconds.nullable(),
  profileSeconds: seconds.nullable(),
  inferenceSeconds: seconds,
  usersPerSecond: z.number().nonnegative().nullable(),
  singleStreamP50Milliseconds: z.number().nonnegative(),
  singleStreamP90Milliseconds: z.number().nonnegative(),
  singleStreamP99Milliseconds: z.number().nonnegative(),
  firstRequestMilliseconds: z.number().nonnegative(),
  /** Null where nothing is run that could be counted. */
  operationsPerRequest: z.number().nonnegative().nullable(),
  peakMemoryBytes: count,
  /** Null where none was used, or none can be asked. */
  peakAcceleratorMemoryBytes: count.nullable(),
  cpuSeconds: seconds,
  /** Null where no counter can be read. */
  energyJoules: z.number().nonnegative().nullable(),
  /** In the currency of `prices`; null without them. */
  moneyPerMillionRequests: z.number().nonnegative().nullable(),
  parameterCount: count,
  modelBytes: count,
} satisfies Record<CostId, z.ZodType>);
export type Costs = z.infer<typeof costsSchema>;

export const PHASES = [
  'load',
  'split',
  'profiles',
  'open-engine',
  'fit',
  'save',
  'recommend',
  'single-requests',
  'metrics',
  'scenarios',
] as const;
export type PhaseName = (typeof PHASES)[number];

const phaseSchema = z.strictObject({ phase: z.enum(PHASES), seconds, cpuSeconds: seconds });

const shared = {
  schemaVersion: z.literal(RECORD_SCHEMA_VERSION),
  caseId: z.string(),
  baseline: z.strictObject({
    id: z.string(),
    label: z.string(),
    summary: z.string(),
    needs: z.array(z.enum(NEEDS)),
    fileHash: z.string().nullable(),
  }),
  /** Every setting with its value. */
  settings: z.unknown(),
  seed: count,
  /** As the config has it, complete. */
  datasetSettings: z.unknown(),
  dataset: datasetFactsSchema,
  splitSettings: z.unknown(),
  split: splitFactsSchema,
  protocol: z.string(),
  cutoffs: z.array(z.int().positive()),
  measure: measureSettingsSchema,
  skipBadRows: z.boolean(),
  /** What the machine costs, as the config has it; null where it says nothing. */
  prices: pricesSchema.nullable(),
  machine: machineFactsSchema,
  code: codeFactsSchema,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  wallSeconds: seconds,
};

/** What every record has, whatever became of its case. */
export type SharedPart = z.infer<z.ZodObject<typeof shared>>;

export const completedPartSchema = z.strictObject({
  /** Null where the baseline uses none. */
  engine: engineSchema.nullable(),
  phases: z.array(phaseSchema),
  epochs: z.array(epochSchema),
  bestEpoch: z.int().positive().nullable(),
  /** Whether fitting went on from a checkpoint of an earlier, stopped run. */
  isResumed: z.boolean(),
  costs: costsSchema,
  /** By id of `src/metrics`; null where a metric does not exist for these answers. */
  metrics: z.record(z.string(), z.number().nullable()),
  /** Of the metrics' definitions and of how they come out; null in records from before it was kept. */
  metricsHash: z.string().nullable(),
  /** Accuracy by group of cases; empty in records from before it was kept. */
  groups: z.array(groupSchema),
  /** Null where the case was given none. */
  profiles: profilePartSchema.nullable(),
  /** Where one trained model is asked in several ways, a case each: which case trained it, and this case's way. */
  sharedModel: z
    .strictObject({ trainedBy: z.string(), serving: z.record(z.string(), z.unknown()) })
    .nullable()
    .default(null),
  /** What the model tells of itself, for example `decodeSteps`. */
  modelFacts: factsSchema,
  /** Null where they were not measured. */
  scenarios: scenarioPartSchema.nullable(),
  answers: answerFilesSchema,
  modelDirectory: z.string(),
  warnings: z.array(z.string()),
});
/** What the child process that ran the case found out. */
export type CompletedPart = z.infer<typeof completedPartSchema>;

export const FAILURES = ['exception', 'broken-answer', 'exit', 'signal', 'time-limit', 'memory-limit'] as const;

export const failedPartSchema = z.strictObject({
  engine: z.strictObject({ name: z.string(), threads: count }).nullable(),
  failure: z.strictObject({
    kind: z.enum(FAILURES),
    /** One line. */
    message: z.string(),
    /** What it was doing; null where it did not get that far. */
    phase: z.enum(PHASES).nullable(),
    /** Stack and the last lines of standard error. */
    detail: z.string(),
  }),
});
export type FailedPart = z.infer<typeof failedPartSchema>;

const completedRecordSchema = z.strictObject({
  status: z.literal('completed'),
  ...shared,
  ...completedPartSchema.shape,
});
const failedRecordSchema = z.strictObject({ status: z.literal('failed'), ...shared, ...failedPartSchema.shape });

export const recordSchema = z.discriminatedUnion('status', [completedRecordSchema, failedRecordSchema]);

export type RunRecord = z.infer<typeof recordSchema>;
export type CompletedRecord = z.infer<typeof completedRecordSchema>;
export type FailedRecord = z.infer<typeof failedRecordSchema>;
export type DatasetFacts = z.infer<typeof datasetFactsSchema>;
export type SplitFacts = z.infer<typeof splitFactsSchema>;
export type MachineFacts = z.infer<typeof machineFactsSchema>;
export type CodeFacts = z.infer<typeof codeFactsSchema>;
