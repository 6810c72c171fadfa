/** The lines of a file of answers: a header that says what was asked of which model, then one line an answer. */
import { z } from 'zod';
import { UserError } from '../../errors.ts';

const FORMAT = 'seqbench-profile-answers-1';

const headerSchema = z.object({ format: z.literal(FORMAT), identity: z.json() });

const answerSchema = z.strictObject({
  user: z.string(),
  /** See `writeProfile`; of an answer that was of no use, with a word for it behind. */
  step: z.string(),
  /** Empty only where the model gave none, which is paid for all the same. */
  text: z.string(),
  promptTokens: z.int().nonnegative(),
  completionTokens: z.int().nonnegative(),
  /** Whether the model counted the tokens; else they are our estimate. */
  areTokensCounted: z.boolean(),
  isCut: z.boolean(),
  /** From 1; the session that got the answer, and its seconds until then. */
  session: z.int().positive(),
  sessionSeconds: z.number().nonnegative(),
});
export type StoredAnswer = Readonly<z.infer<typeof answerSchema>>;

export function headerLine(identity: unknown): string {
  return `${JSON.stringify({ format: FORMAT, identity })}\n`;
}

export function answerLine(answer: StoredAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}

export interface ReadLines {
  readonly answers: readonly StoredAnswer[];
  /** Length of the part that is whole; what follows was being written when its process died. 0: no header yet. */
  readonly wholeBytes: number;
}

/**
 * A line counts once its line end is written. Half a line at the end is what a killed process leaves; anything else that
 * cannot be read is damage, and is refused.
 */
export function readAnswerLines(path: string, bytes: Uint8Array): ReadLines {
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, wholeBytes)).split('\n').slice(0, -1);
  const answers = lines.map((line, index) => {
    const schema = index === 0 ? headerSchema : answerSchema;
    const parsed = schema.safeParse(jsonOrNull(line));
    if (parsed.success) return parsed.data;
    throw new UserError(
      `${path}, line ${index + 1}: not what seqbench writes there. Take the line out, or the whole file away.`,
    );
  });
  return { answers: answers.slice(1) as StoredAnswer[], wholeBytes };
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
