/** How profiles become vectors. */
import { z } from 'zod';

export const encodeSettingsSchema = z.strictObject({
  kind: z.literal('tfidf').default('tfidf').describe('tfidf: TF-IDF and a truncated SVD; needs no model.'),
});

export type EncodeSettings = z.infer<typeof encodeSettingsSchema>;
