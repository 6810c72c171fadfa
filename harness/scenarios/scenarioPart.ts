/**
 * What a record says of how its model answers under load, in three scenarios after MLPerf's: one request at a time, the
 * whole test set at once, and requests that arrive when they like. All figures of a scenario come from one set of
 * samples, which lie beside the record.
 */
import { z } from 'zod';
import { answerFilesSchema } from '../case/answerFilesPart.ts';

export const SCENARIOS = ['single-stream', 'offline', 'server'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();

/** A figure with its 95 % interval over rounds; no interval (null) where there are too few rounds for one. */
export const intervalSchema = z.strictObject({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Interval = z.infer<typeof intervalSchema>;

/** Null where there are too few samples for the percentile. */
export const percentilesSchema = z.strictObject({
  p50: intervalSchema.nullable(),
  p90: intervalSchema.nullable(),
  p95: intervalSchema.nullable(),
  p99: intervalSchema.nullable(),
  p999: intervalSchema.nullable(),
});
export type Percentiles = z.infer<typeof percentilesSchema>;

/** An invalid scenario keeps its figures, and no table may show them as if they counted. */
export const validitySchema = z.strictObject({ isValid: z.boolean(), reason: z.string().nullable() });
export type Validity = z.infer<typeof validitySchema>;

/**
 * Answers of timed calls beside those of the run that the accuracy is of. Where two items have the same score but for
 * rounding, batches of another shape may swap them.
 */
export const answerCountsSchema = z.strictObject({ checked: count, swapped: count, different: count });
export type AnswerCounts = z.infer<typeof answerCountsSchema>;

const shared = {
  /** Timed calls that the percentiles are of. */
  sampleCount: count,
  rounds: count,
  /** The very first call of a process, cold; null where an earlier scenario of the session had warmed the model. */
  firstMilliseconds: milliseconds.nullable(),
  /** Of a request; of a batch in `offline`. */
  latencyMilliseconds: percentilesSchema,
  /** Histories answered per second. */
  perSecond: intervalSchema.nullable(),
  /** Null where no counter can be read. */
  energyJoulesPerRequest: z.number().nonnegative().nullable(),
  answers: answerCountsSchema,
  validity: validitySchema,
};

export const singleStreamSchema = z.strictObject({
  ...shared,
  /** Requests to a sample, whose mean it is; above 1 only where a request is too quick to be timed alone. */
  blockSize: z.int().positive().default(1),
  /** Latencies and rate are net of what measuring costs, see `overhead.ts`. The same request again at once, beside fresh ones: medians; far apart, the model remembers answers. */
  repeat: z.strictObject({ freshMilliseconds: milliseconds, repeatedMilliseconds: milliseconds }).nullable(),
});
export type SingleStreamPart = z.infer<typeof singleStreamSchema>;

export const offlineSchema = z.strictObject({
  ...shared,
  batchSize: z.int().positive(),
  /** The whole test set once. */
  passSeconds: intervalSchema,
});
export type OfflinePart = z.infer<typeof offlineSchema>;

const serverTrialSchema = z.strictObject({
  /** Requests that arrived per second, on average. */
  offeredPerSecond: z.number().positive(),
  requestCount: count,
  tailMilliseconds: milliseconds,
  meanBatchSize: z.number().nonnegative(),
  /** Whether the tail stayed under the limit. */
  holds: z.boolean(),
});
export type ServerTrial = z.infer<typeof serverTrialSchema>;

/** `perSecond` is the highest rate of arrivals under which the tail stayed within the limit; null: none did. */
export const serverSchema = z.strictObject({
  ...shared,
  limitMilliseconds: z.number().positive(),
  /** Which percentile has to stay under the limit, for example 0.99. */
  tailShare: z.number().gt(0).lt(1),
  /** At the rate found; null where none held. */
  meanBatchSize: z.number().nonnegative().nullable(),
  /** Whether no higher rate was tried, so that the server may hold more. */
  isCapped: z.boolean(),
  trials: z.array(serverTrialSchema),
});
export type ServerPart = z.infer<typeof serverSchema>;

/** How long a piece of work took that is always the same: what the machine's speed did during the session. */
export const sessionCalibrationSchema = z.strictObject({
  scenario: z.enum(SCENARIOS),
  /** Rounds of the scenario that were over; 0: before the first. */
  roundsDone: count,
  microseconds: z.number().positive(),
});
export type SessionCalibration = z.infer<typeof sessionCalibrationSchema>;

/** The cases that were asked in turn, and with what. */
const sessionSchema = z.strictObject({
  /** Over the cases and the settings. */
  id: z.string(),
  caseIds: z.array(z.string()),
  settings: z.unknown(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Reading the saved model and compiling what it needs at once; of several processes the median. */
  openSeconds: z.number().nonnegative(),
  /** Median call of a model that computes nothing, until its answer is there; null where that failed. */
  emptyRequestMilliseconds: intervalSchema.nullable(),
  /** One look at the clock, of which each sample holds one; null in records whose empty request holds it. */
  clockMilliseconds: z.number().nonnegative().nullable().default(null),
  /** Before the first and after every round; empty in records from before it was kept, or where it failed. */
  calibration: z.array(sessionCalibrationSchema).default([]),
});

export const scenarioPartSchema = z.strictObject({
  session: sessionSchema,
  singleStream: singleStreamSchema.nullable(),
  offline: offlineSchema.nullable(),
  server: serverSchema.nullable(),
  samples: answerFilesSchema,
});
export type ScenarioPart = z.infer<typeof scenarioPartSchema>;
