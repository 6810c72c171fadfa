/** How vectors are brought to the width of the model. */
import { z } from 'zod';

export const reduceSettingsSchema = z.strictObject({
  kind: z.literal('umap').default('umap'),
});

export type ReduceSettings = z.infer<typeof reduceSettingsSchema>;
