/** How a record names files that lie beside it: with their sizes and hashes, so that others are not taken for them. */
import { z } from 'zod';

export const answerFilesSchema = z.strictObject({
  /** Relative to the record's folder. */
  directory: z.string(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
});
export type AnswerFiles = z.infer<typeof answerFilesSchema>;
