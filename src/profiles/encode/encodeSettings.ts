/** How the words of profiles become vectors. */
import { z } from 'zod';
import { PRECISIONS } from '../weightFiles.ts';

export const POOLINGS = ['mean', 'cls', 'last'] as const;
export type Pooling = (typeof POOLINGS)[number];

const tfidfSchema = z.strictObject({
  kind: z.literal('tfidf').describe('TF-IDF and a truncated SVD: offline, deterministic, needs no model.'),
  width: z.int().positive().max(1024).default(128).describe('Dimensions kept; fewer where the texts span fewer.'),
  minTexts: z.int().positive().default(2).describe('Words in fewer texts than this are left out.'),
  maxShare: z.number().gt(0).max(1).default(0.95).describe('Words in a larger share of the texts are left out.'),
  maxWords: z.int().positive().default(30_000).describe('Most words kept, the most frequent first.'),
  sublinear: z.boolean().default(true).describe('A word that occurs n times in a text counts 1 + ln n.'),
  normalise: z.boolean().default(true).describe('Scale each vector to length 1.'),
});

const transformersSchema = z.strictObject({
  kind: z.literal('transformers').describe('A text encoder in ONNX form, through @huggingface/transformers.'),
  model: z
    .string()
    .min(1)
    .default('multilingual-e5-large')
    .describe(
      'A folder, or a name looked for in $SEQBENCH_MODELS, .cache/models and the folder "models" of the data places.',
    ),
  download: z.boolean().default(false).describe('Fetch the model from huggingface.co where it is not here.'),
  precision: z.enum(PRECISIONS).default('fp32').describe('Which of the weights in the folder.'),
  prefix: z
    .string()
    .nullable()
    .default(null)
    .describe('What is put before each text; null: what the model wants, which is "query: " for the E5 family.'),
  pooling: z
    .enum(['own', ...POOLINGS])
    .default('own')
    .describe("How token vectors become one; own: as the model's 1_Pooling/config.json says, else the mean."),
  normalise: z.boolean().default(true).describe('Scale each vector to length 1.'),
  maxTokens: z
    .int()
    .min(8)
    .nullable()
    .default(null)
    .describe("Texts are cut after so many tokens; null: at the model's limit."),
  batchSize: z.int().positive().default(32),
});

export const encodeSettingsSchema = z.discriminatedUnion('kind', [tfidfSchema, transformersSchema]);

export type EncodeSettings = z.infer<typeof encodeSettingsSchema>;
export type TfidfSettings = z.infer<typeof tfidfSchema>;
export type TransformersSettings = z.infer<typeof transformersSchema>;
