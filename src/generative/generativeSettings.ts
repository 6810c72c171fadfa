/** Settings of recommenders that write the next item's ID: what is said in a config. */
import { z } from 'zod';
import { STOPPING } from '../generation/beamSearch/beamSettings.ts';
import { itemIdSettingsSchema } from '../generation/itemIds/itemIdSettings.ts';
import { SEEN_TEMPLATES } from '../generation/prompts/templates.ts';
import { T5_SIZES } from '../network/t5/t5Shape.ts';
import { TARGETS } from '../training/generation/targetSamples.ts';
import { trainingSettings } from '../training/trainingSettings.ts';
import { idGeneratorSettingsSchema } from './idGenerator/idGeneratorSettings.ts';

/** A shared setting with another usual value. */
function usually<Inner extends z.ZodType>(setting: z.ZodDefault<Inner>, value: z.input<Inner>): z.ZodDefault<Inner> {
  const changed = setting.unwrap().default(value as never);
  return setting.description === undefined ? changed : changed.describe(setting.description);
}

const generativeFields = {
  size: z
    .enum(T5_SIZES)
    .default('mini')
    .describe('Of a network trained from scratch; small is t5-small. A checkpoint has its own.'),
  checkpoint: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Folder or Hugging Face id of the T5 to start from; null: from scratch.'),
  ids: itemIdSettingsSchema.prefault({}).describe('How the items are called.'),
  vocabulary: z
    .int()
    .min(100)
    .default(32_000)
    .describe('Most words that have a token, where there is no checkpoint with a tokenizer; others are spelt.'),
  userIds: z
    .enum(['none', 'training', 'leak-validation-targets'])
    .default('none')
    .describe(
      'training: prompts name the user by words of their training items; nothing later is ever in a user ID. ' +
        'leak-validation-targets: what is to be recommended in validation is among these words, to see in validation ' +
        "NDCG@10 what IDGenRec's leak is worth; its own leak, of test targets, cannot be had, since none is given to a baseline.",
    ),
  userIdWords: z.int().positive().default(4),
  historyLength: z.int().positive().default(20).describe('Latest items of a history that are written down.'),
  maxInputTokens: z.int().min(32).default(512).describe('Of a prompt; the oldest items are left out until it fits.'),
  prompts: z
    .int()
    .min(1)
    .max(SEEN_TEMPLATES.length)
    .default(1)
    .describe('Wordings to train with, one of which each target draws in every epoch.'),
  askedWith: z
    .enum(['seen', 'unseen'])
    .default('seen')
    .describe('unseen: recommendations are asked for in words that were never trained with.'),
  targets: z
    .enum(TARGETS)
    .default('every-prefix')
    .describe('last-only: one target per user, as in the ECIR 2026 release.'),
  labelPads: z
    .enum(['ignored', 'counted'])
    .default('ignored')
    .describe('counted: padding behind an ID is learnt, too, as in the release of IDGenRec.'),
  dropout: z.number().min(0).lt(1).default(0.1),
  beams: z.int().positive().default(20).describe('Of a request.'),
  listLength: z
    .enum(['asked', 'beams'])
    .default('asked')
    .describe('asked: as many beams as items are asked for, at least; beams: lists end where the beams do.'),
  constraint: z
    .enum(['trie', 'none'])
    .default('trie')
    .describe('none: any words may be written, and what is the exact ID of no item is lost.'),
  lengthPenalty: z
    .number()
    .default(1)
    .describe("Power of an ID's length that its log-probability is divided by; 0: the most probable IDs win."),
  stopping: z.enum(STOPPING).default('heuristic').describe("Hugging Face's early_stopping: false, never, true."),
  matching: z
    .enum(['exact', 'character-set'])
    .default('exact')
    .describe(
      'character-set: an item counts as the first one written with the same letters, as in the ECIR 2026 release.',
    ),
  validationUsers: z
    .int()
    .positive()
    .default(512)
    .describe('At most so many validation cases are asked after an epoch.'),
  ...trainingSettings,
  batchSize: z.int().positive().default(64).describe('Targets per step.'),
  epochs: z
    .int()
    .positive()
    .default(20)
    .describe('At most so many passes over the targets; with an idGenerator, in each of its rounds.'),
  idGenerator: idGeneratorSettingsSchema
    .nullable()
    .default(null)
    .describe(
      'A second T5 that writes the IDs and learns from the loss of the recommender, in turns with it; null: none.',
    ),
  patience: usually(trainingSettings.patience, 3),
  warmupSteps: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('Steps over which the learning rate rises from 0; null: a twentieth of all steps.'),
  embeddingSteps: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'How many times as far as other weights the token embeddings go in a step; null: from scratch the square root of ' +
        'the width, as they begin so many times as large; from a checkpoint 1.',
    ),
  learningRateDecay: usually(trainingSettings.learningRateDecay, 'linear'),
  weightDecay: usually(trainingSettings.weightDecay, 0.01),
  clipNorm: usually(trainingSettings.clipNorm, 1),
  adamEpsilon: usually(trainingSettings.adamEpsilon, 1e-6),
};

/** What a trained model can be asked under. */
export const SERVING_SETTINGS = [
  ...(['beams', 'listLength', 'constraint', 'lengthPenalty', 'stopping', 'matching', 'askedWith'] as const),
] satisfies (keyof typeof generativeFields)[];

export const generativeSettingsSchema = z.strictObject(generativeFields);
export type GenerativeSettings = z.infer<typeof generativeSettingsSchema>;
export type GenerativeSettingsSchema = z.ZodType<GenerativeSettings>;

/** The same settings, some with other usual values. */
export function generativeSettingsWith(usual: Partial<GenerativeSettings>): GenerativeSettingsSchema {
  const fields: Record<string, z.ZodType> = { ...generativeFields };
  for (const [name, value] of Object.entries(usual)) {
    fields[name] = usually(fields[name] as z.ZodDefault<z.ZodType>, value);
  }
  return z.strictObject(fields) as unknown as GenerativeSettingsSchema;
}
