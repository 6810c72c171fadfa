/** What a record says of the profiles that its case was given. */
import { z } from 'zod';

const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

/** A name and what is known under it. */
export const factsSchema = z.record(z.string(), z.union([z.number(), z.string(), z.null()]));

export const moneySchema = z.strictObject({ amount: z.number().nonnegative(), currency: z.string().min(1) });

export const profilePartSchema = z.strictObject({
  name: z.string(),
  label: z.string(),
  /** Where the texts are from: a model's name, or that they were made without one. */
  source: z.string(),
  contentHash: z.string(),
  /** Share of the training users that have a profile, 0 to 1. */
  coverage: z.number().min(0).max(1).nullable(),
  userCount: count,
  /** Of the stage that made each part, whenever that was; null where it was not measured. */
  generateSeconds: seconds.nullable(),
  encodeSeconds: seconds.nullable(),
  reduceSeconds: seconds.nullable(),
  promptTokens: count.nullable(),
  completionTokens: count.nullable(),
  /** Paid for generating the texts; null where no price is known. */
  money: moneySchema.nullable(),
  facts: factsSchema,
});
export type ProfilePart = z.infer<typeof profilePartSchema>;
