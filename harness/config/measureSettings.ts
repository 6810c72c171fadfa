/** How answers are timed; part of a run config. */
import { z } from 'zod';

export const measureSettingsSchema = z.strictObject({
  batchSize: z.int().positive().default(256).describe('Histories per call while the whole test set is answered.'),
  warmUpBatches: z.int().nonnegative().default(1).describe('Batches answered before the clock starts.'),
  singleRequests: z.int().positive().default(500).describe('Timed requests of one history each.'),
  warmUpRequests: z
    .int()
    .nonnegative()
    .default(50)
    .describe(
      'Single requests before the timed ones, after the first, cold one: from the shortest history to the longest.',
    ),
  requestSeed: z.int().nonnegative().default(7).describe('Which histories are asked for; the same for every baseline.'),
});

export type MeasureSettings = z.infer<typeof measureSettingsSchema>;
