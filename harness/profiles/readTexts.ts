/** Profiles as words from any file: our own, or one written elsewhere. */
import { open } from 'node:fs/promises';
import { findDataFile } from '../../src/dataset/dataPlaces.ts';
import { type ProfileFields, readProfileFile } from '../../src/profiles/import/readProfileFile.ts';
import type { UserProfile } from '../../src/profiles/profileText.ts';
import { readTextFile } from '../../src/profiles/texts/textFile.ts';

const OWN_START = Buffer.from('{"seqbench":');

/** In the order of `orderProfiles`. @throws UserError where the file is not there or holds no profiles. */
export async function readTexts(file: string, fields: ProfileFields): Promise<readonly UserProfile[]> {
  const path = findDataFile(file);
  if (await isOwn(path)) return (await readTextFile(path))!.profiles;
  return (await readProfileFile(path, fields)).profiles;
}

async function isOwn(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(OWN_START.length), 0, OWN_START.length, 0);
    return buffer.equals(OWN_START);
  } finally {
    await handle.close();
  }
}
