/** Profiles as a file of JSON lines: a line about all of them, then one a user. Written whole or not at all. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../dataset/atomicWrite.ts';
import { UserError } from '../../errors.ts';
import { hashProfiles, PROFILE_SOURCES, type ProfileTexts, type UserProfile } from '../profileText.ts';

const count = z.number().nonnegative();

const headerSchema = z.strictObject({
  seqbench: z.literal('profiles-1'),
  source: z.enum(PROFILE_SOURCES),
  label: z.string(),
  contentHash: z.string(),
  costs: z.strictObject({
    seconds: count.nullable(),
    promptTokens: count.nullable(),
    completionTokens: count.nullable(),
    money: z.strictObject({ amount: count, currency: z.string() }).nullable(),
  }),
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
});
const lineSchema = z.strictObject({ user_id: z.string(), profile: z.string().min(1) });

export async function writeTextFile(path: string, texts: ProfileTexts): Promise<void> {
  const { profiles, ...header } = texts;
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, [
    `${JSON.stringify({ seqbench: 'profiles-1', ...header })}\n`,
    ...profiles.map(({ user, text }) => profileLine(user, text)),
  ]);
}

export function profileLine(user: string, profile: string): string {
  return `${JSON.stringify({ user_id: user, profile })}\n`;
}

/** Null where there is none. @throws UserError where it is damaged. */
export async function readTextFile(path: string): Promise<ProfileTexts | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const [first, ...lines] = content.split('\n').slice(0, -1);
  const header = headerSchema.safeParse(jsonOrNull(first ?? ''));
  const rows = z.array(lineSchema).safeParse(lines.map(jsonOrNull));
  if (header.success && rows.success) {
    const { source, label, contentHash, costs, facts } = header.data;
    const profiles = rows.data.map(({ user_id: user, profile: text }): UserProfile => ({ user, text, source }));
    if (hashProfiles(profiles) === contentHash) return { profiles, source, label, contentHash, costs, facts };
  }
  throw new UserError(`${path} is damaged; remove it, and it is made again.`);
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
