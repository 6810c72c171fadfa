/** How vectors are brought to the width of the model, and what is done to the outcome. */
import { z } from 'zod';

export const METRICS = ['euclidean', 'cosine'] as const;
export type DistanceMetric = (typeof METRICS)[number];

const targets = {
  centre: z
    .boolean()
    .default(true)
    .describe("Subtract the mean vector of all profiles, so that each dimension's is 0."),
  scale: z
    .enum(['whole', 'dimension', 'none'])
    .default('whole')
    .describe('whole: divide by one number, so that the mean square of all entries is 1; dimension: one for each.'),
};

const umapSchema = z.strictObject({
  kind: z.literal('umap').describe('UMAP by umap-js, seeded.'),
  neighbours: z.int().min(2).max(200).default(15).describe('Neighbours of a profile, itself among them.'),
  minDistance: z.number().min(0).max(1).default(0.1).describe('How close points may come in the outcome.'),
  metric: z.enum(METRICS).default('euclidean').describe('Between profiles.'),
  epochs: z
    .enum(['auto'])
    .or(z.int().positive())
    .default('auto')
    .describe('Passes of optimisation; auto: 500 for up to 2,500 profiles, 400, 300, and 200 from 7,500 on.'),
  principalComponents: z
    .enum(['all'])
    .or(z.int().positive())
    .default(256)
    .describe('Wider vectors are reduced to so many principal components before neighbours are searched.'),
  fitRows: z
    .int()
    .min(100)
    // umap-js keeps its graph in maps with text keys: about 25 kB a row, and the heap of Node is 4 GB.
    .max(60_000)
    .default(25_000)
    .describe('With more profiles, so many drawn with the seed are fitted; the others are placed among them.'),
  ...targets,
});

const pcaSchema = z.strictObject({
  kind: z.literal('pca').describe('The first principal components.'),
  ...targets,
});

const noneSchema = z.strictObject({
  kind: z.literal('none').describe("Vectors as the encoder made them, which must have the model's width."),
  ...targets,
});

export const reduceSettingsSchema = z.discriminatedUnion('kind', [umapSchema, pcaSchema, noneSchema]);

export type ReduceSettings = z.infer<typeof reduceSettingsSchema>;
export type UmapSettings = z.infer<typeof umapSchema>;
export type TargetSettings = Pick<ReduceSettings, keyof typeof targets>;
