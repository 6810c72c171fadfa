/** What a language model is asked, and how it is to answer: all that decides the text of a profile. */
import { z } from 'zod';

export const DOMAINS = ['products', 'movies', 'generic'] as const;
export type Domain = (typeof DOMAINS)[number];

export const promptSettingsSchema = z.strictObject({
  domain: z
    .enum(['auto', ...DOMAINS])
    .default('auto')
    .describe('Wording of the request; auto: by the kind of dataset.'),
  words: z.int().min(20).default(150).describe('About how long a profile should be.'),
  latestEvents: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('Only this many latest training events of each user; null: all of them.'),
  descriptionWords: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Words of an item description to include; 0: titles and attributes only.'),
  systemRole: z
    .enum(['send', 'fold'])
    .default('send')
    .describe("fold: put the system's message into the user's, for models that know no such role, as Gemma."),
});
export type PromptSettings = z.infer<typeof promptSettingsSchema>;

export const samplingSettingsSchema = z.strictObject({
  temperature: z.number().min(0).max(2).nullable().default(0.7).describe('null: not sent, for models that take none.'),
  topP: z.number().gt(0).max(1).optional(),
  maxOutputTokens: z.int().positive().default(1000).describe('Longest answer, in tokens.'),
  seed: z
    .int()
    .nonnegative()
    .optional()
    .describe('Sent to endpoints that know it; few promise the same answer for it.'),
});
export type SamplingSettings = z.infer<typeof samplingSettingsSchema>;
