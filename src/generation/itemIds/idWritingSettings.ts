/** How a T5 writes the IDs of items from their texts; the defaults are IDGenRec's, but for the length of texts. */
import { z } from 'zod';

export const idWritingFields = {
  textTokens: z
    .int()
    .min(2)
    .default(64)
    .describe("Tokens of an item's text that are read, its end counted; 256 in IDGenRec."),
  maxTokens: z
    .int()
    .positive()
    .default(10)
    .describe('Tokens of an ID, its end counted, before it is made unique; what has no end by then is cut.'),
  beams: z.int().positive().default(10).describe('IDs that are written for each item, of which it gets one.'),
  diversityPenalty: z
    .number()
    .nonnegative()
    .default(1)
    .describe(
      'Of diverse beam search, every beam a group of its own, for a token that another one has chosen in the same step; 0: ' +
        'ordinary beam search.',
    ),
  lengthPenalty: z.number().default(1).describe('As in the settings of the recommender.'),
};

export type IdWritingSettings = z.infer<z.ZodObject<typeof idWritingFields>>;
