/** How textual item IDs are made; part of the settings of baselines that generate. */
import { z } from 'zod';
import { idWritingFields } from './idWritingSettings.ts';

/** As IDGenRec reads its items. */
const PUBLISHED_TEXT_TOKENS = 256;

const t5Schema = z.strictObject({
  checkpoint: z.string().min(1).describe('Folder or Hugging Face id of a T5 that writes tags or titles.'),
  ...idWritingFields,
  textTokens: idWritingFields.textTokens
    .unwrap()
    .default(PUBLISHED_TEXT_TOKENS)
    .describe("Tokens of an item's text that are read, its end counted."),
});

export const itemIdSettingsSchema = z
  .strictObject({
    kind: z
      .enum(['salient-words', 'imported', 't5'])
      .default('salient-words')
      .describe(
        'salient-words: from title, brand and categories by TF-IDF; imported: as published with the data; t5: written from ' +
          'the same words by a T5, as IDGenRec does.',
      ),
    t5: t5Schema.nullable().default(null).describe('Which T5 writes, and how; for kind t5.'),
    words: z.int().positive().default(4).describe('Most salient words in an ID, before what tells equal ones apart.'),
    order: z
      .enum(['general-first', 'text'])
      .default('general-first')
      .describe('general-first: words of many items come first, so that beams settle the rough before the fine.'),
  })
  .refine(({ kind, t5 }) => (kind === 't5') === (t5 !== null), {
    path: ['t5'],
    message: 'goes with `kind: t5`, which needs it: name a checkpoint there, `t5: { checkpoint: FOLDER }`.',
  });

export type ItemIdSettings = z.infer<typeof itemIdSettingsSchema>;
export type T5IdSettings = z.infer<typeof t5Schema>;
