/** Lists and unpacks zip archives with yauzl, which reads the central directory and checks sizes and checksums. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { UserError } from '../errors.ts';

/** Paths of the files in the archive, in the archive's order; folders and macOS resource forks are left out. */
export async function listZipMembers(path: string): Promise<string[]> {
  const members: string[] = [];
  await visitEntries(path, (entry) => {
    if (!entry.fileName.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(entry.fileName)) members.push(entry.fileName);
  });
  return members;
}

/** Writes one member, unpacked, to `target`. */
export async function extractZipMember(path: string, member: string, target: string): Promise<void> {
  const found: string[] = [];
  await visitEntries(path, async (entry, archive) => {
    if (entry.fileName !== member || found.length > 0) return;
    found.push(entry.fileName);
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target));
  });
  if (found.length === 0) throw new UserError(`${path} has no member ${member} any more; run the command again`);
}

async function visitEntries(
  path: string,
  visit: (entry: Entry, archive: ZipFile) => Promise<void> | void,
): Promise<void> {
  try {
    const archive = await openPromise(path);
    try {
      for await (const entry of archive.eachEntry()) await visit(entry, archive);
    } finally {
      archive.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} is not a readable zip archive (${reason}); fetch it again`, { cause: error });
  }
}
