/** Where profiles are kept, and what tells one set of them from another. */
import { join } from 'node:path';
import type { ProfileSettings } from './profileSettings.ts';
import { shuffleSeed } from './targets/assignRows.ts';
import { sourceIdentity } from './texts/sourceIdentity.ts';

/** Of a folder for prepared datasets. */
export function profileDirectory(cacheDirectory: string): string {
  return join(cacheDirectory, 'profiles');
}

/** All that decides the targets but the split and the width; for names of cases. @throws UserError as `sourceIdentity`. */
export async function profileIdentity(settings: ProfileSettings, directory: string): Promise<unknown> {
  const { encode, reduce, seed } = settings;
  const source = await sourceIdentity(settings.source, join(directory, 'fingerprints'));
  return { source, encode, reduce, seed, shuffle: shuffleSeed(settings) };
}
