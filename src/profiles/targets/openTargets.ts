/** The targets that training sees, from the file that preparing them left. */
import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { ProfileTargets } from '../profileTargets.ts';
import { readVectorFile } from '../vectorFile.ts';
import { assignRows } from './assignRows.ts';

export interface TargetFile {
  readonly path: string;
  /** Null where users have their own vectors. */
  readonly shuffleSeed: number | null;
}

/** Of unshuffled targets it is the file's own. */
export function targetsHash(fileHash: string, shuffleSeed: number | null): string {
  if (shuffleSeed === null) return fileHash;
  return createHash('sha256').update(`${fileHash} shuffled ${shuffleSeed}`).digest('hex');
}

/** `userIds` are those of the dataset. @throws UserError where the file is damaged. */
export async function openTargets(
  { path, shuffleSeed }: TargetFile,
  userIds: readonly string[],
): Promise<ProfileTargets> {
  const { vectors, width, users, contentHash } = await readVectorFile(path);
  if (users === null)
    throw new UserError(`"${path}" does not say whose its vectors are; remove it, and it is made again.`);
  return {
    width,
    rowOfUser: assignRows(userIds, users, shuffleSeed),
    vectors,
    contentHash: targetsHash(contentHash, shuffleSeed),
  };
}
