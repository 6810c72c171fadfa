/** Training an ID generator and the recommender in turns: what is said in a config. */
import { z } from 'zod';
import { idWritingFields } from '../../generation/itemIds/idWritingSettings.ts';
import { T5_SIZES } from '../../network/t5/t5Shape.ts';
import { SOFT_IDS } from '../../training/generation/softIdLoss.ts';

export const idGeneratorSettingsSchema = z.strictObject({
  rounds: z
    .int()
    .positive()
    .default(3)
    .describe('Each trains the generator, has it write all IDs anew, and trains the recommender on them.'),
  epochs: z.int().positive().default(1).describe('Passes over the targets that train the generator, in each round.'),
  size: z.enum(T5_SIZES).nullable().default(null).describe("null: the recommender's. A checkpoint has its own."),
  checkpoint: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Folder or Hugging Face id of a T5 that writes IDs, with the recommender's tokens; null: from scratch."),
  pretrainEpochs: z
    .int()
    .positive()
    .default(10)
    .describe('Passes over the items that teach a generator from scratch to write the IDs of `ids`.'),
  pretrainBatchSize: z.int().positive().default(64).describe('Items per step.'),
  pretrainLearningRate: z.number().positive().default(1e-3),
  learningRate: z
    .number()
    .positive()
    .default(1e-5)
    .describe('Of the generator in the rounds; IDGenRec has 1e-8, by which weights in single precision hardly move.'),
  batchSize: z.int().positive().default(12).describe('Targets per step of the generator.'),
  historyLength: z.int().positive().default(10).describe('Latest items of a history that are written for it.'),
  softIds: z
    .enum(SOFT_IDS)
    .default('softmax')
    .describe("log-probability: what IDGenRec's release weighs embeddings with, where probabilities belong."),
  ...idWritingFields,
});

export type IdGeneratorSettings = z.infer<typeof idGeneratorSettingsSchema>;
