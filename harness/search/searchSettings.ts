/** How a config's grids are searched: an entry of its own, `search:`. */
import { z } from 'zod';

export const searchSettingsSchema = z.strictObject({
  trials: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Settings to try of each grid, drawn at random; null: all of them.'),
  pruning: z
    .enum(['none', 'halving'])
    .default('none')
    .describe(
      'halving: all train for a few epochs, the better half for twice as many, and so on until one is left; the others ' +
        'are recorded as pruned.',
    ),
  firstEpochs: z.int().positive().default(2).describe('Epochs of the first round of halving.'),
  seed: z.int().nonnegative().default(1).describe('Of every trial, and of the draw.'),
});

export type SearchSettings = z.infer<typeof searchSettingsSchema>;
