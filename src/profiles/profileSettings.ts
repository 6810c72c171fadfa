/** All that decides the vectors of users' profiles: an entry of a config's `profiles:`. */
import { z } from 'zod';
import { encodeSettingsSchema } from './encode/encodeSettings.ts';
import { reduceSettingsSchema } from './reduce/reduceSettings.ts';
import { profileSourceSchema } from './source/sourceSettings.ts';

export const profileSettingsSchema = z.strictObject({
  source: profileSourceSchema.prefault({ kind: 'template' }).describe('Where the words come from.'),
  encode: encodeSettingsSchema.prefault({ kind: 'tfidf' }).describe('How words become vectors.'),
  reduce: reduceSettingsSchema.prefault({ kind: 'umap' }).describe("How vectors are brought to the model's width."),
  seed: z.int().nonnegative().default(1).describe('Of the draws of the reducer; the same for every seed of a run.'),
  shuffle: z
    .union([z.boolean(), z.int().nonnegative()])
    .default(false)
    .describe('A control: each user is given the profile of another. A number is the seed of the draw; true: seed 1.'),
});

export type ProfileSettings = z.infer<typeof profileSettingsSchema>;
