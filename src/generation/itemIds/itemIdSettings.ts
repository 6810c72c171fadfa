/** How textual item IDs are made; part of the settings of baselines that generate. */
import { z } from 'zod';

export const itemIdSettingsSchema = z.strictObject({
  kind: z
    .enum(['salient-words', 'imported'])
    .default('salient-words')
    .describe('salient-words: from title, brand and categories by TF-IDF; imported: as published with the data.'),
  words: z.int().positive().default(4).describe('Most salient words in an ID, before what tells equal ones apart.'),
  order: z
    .enum(['general-first', 'text'])
    .default('general-first')
    .describe('general-first: words of many items come first, so that beams settle the rough before the fine.'),
});

export type ItemIdSettings = z.infer<typeof itemIdSettingsSchema>;
