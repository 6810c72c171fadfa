/** Every choice that turns a log into train, validation and test. Defaults are the `strict` protocol. */
import { z } from 'zod';

const validationSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z
      .literal('user')
      .describe('Users drawn with a seed from the training users; all their training events move out.'),
    share: z.number().gt(0).lt(1).default(0.1).describe('Share of the training users to draw, rounded down.'),
    users: z.int().positive().optional().describe('Number of training users to draw, in place of `share`.'),
    seed: z.int().nonnegative().default(42),
  }),
  z.strictObject({
    by: z.literal('time').describe('Events after a second, earlier cutoff.'),
    quantile: z.number().gt(0).lt(1).default(0.9).describe('Quantile of the timestamps of the training events.'),
  }),
]);

const shared = {
  core: z.int().nonnegative().default(5).describe('Iterative k-core on users and items; 0 or 1: none.'),
  duplicates: z.enum(['keep', 'drop']).default('keep').describe('Rows equal in user, item and time.'),
  repeats: z
    .enum(['keep', 'drop-consecutive', 'keep-first'])
    .default('keep')
    .describe('Events of an item that the user has had before.'),
  minTrainEvents: z.int().positive().default(2).describe('Training sequences shorter than this are left out.'),
  catalogue: z
    .enum(['train', 'all'])
    .default('train')
    .describe('train: items with a training event, all others are cold; all: every item left by the filters.'),
  itemNumbers: z
    .enum(['from-1', 'from-0'])
    .default('from-1')
    .describe(
      'from-0: the first item of the first training user has the number of the padding and is lost to models, as in the ' +
        'ECIR 2026 release.',
    ),
  coldTargets: z
    .enum(['miss', 'drop'])
    .default('miss')
    .describe('Cases whose target is cold: count as misses, or leave out.'),
  coldUsers: z.enum(['keep', 'drop']).default('keep').describe('Test users without an event in the training period.'),
  seenItems: z
    .enum(['filter', 'keep'])
    .default('filter')
    .describe('Whether items of the history may be recommended again.'),
};

export const splitSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('global-temporal'),
    quantile: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.8)
      .describe('Cutoff: quantile of the timestamps over interactions; ties go to train.'),
    target: z
      .enum(['last', 'first', 'successive'])
      .default('last')
      .describe('Events after the cutoff that are targets; the input of each is everything before it.'),
    validation: validationSchema.default({ by: 'user', share: 0.1, seed: 42 }),
    ...shared,
  }),
  z.strictObject({
    kind: z.literal('leave-one-out').describe('Last event: test; the one before: validation; the rest: train.'),
    ...shared,
  }),
]);

export type SplitSettings = z.infer<typeof splitSettingsSchema>;
export type GlobalTemporalSettings = Extract<SplitSettings, { kind: 'global-temporal' }>;
export type LeaveOneOutSettings = Extract<SplitSettings, { kind: 'leave-one-out' }>;
