/**
 * The files a dataset may be read from: plain ones, gzip files, and the members of zip archives, found by name in a
 * folder and one level below it (archives unpack into a folder of their own). Nothing is unpacked here.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { listZipMembers } from './zipArchive.ts';

export interface SourceFile {
  /** The file on disk. */
  readonly path: string;
  /** Path inside the zip archive; null for a file that is none. */
  readonly member: string | null;
  /** Base name without `.gz`: what sources look for. */
  readonly name: string;
}

export interface SourceFolder {
  readonly location: string;
  readonly files: readonly SourceFile[];
}

/** A folder lacks a file; the search goes on in the next place. */
export class MissingFileError extends UserError {}

/** Lists what is there; `path` may be a folder, an archive or a single file. */
export async function openFolder(path: string): Promise<SourceFolder> {
  const files: SourceFile[] = [];
  if ((await stat(path)).isDirectory()) {
    for (const entry of await sortedEntries(path)) {
      if (entry.isDirectory()) {
        for (const inner of await sortedEntries(join(path, entry.name))) {
          if (!inner.isDirectory()) files.push(...(await filesIn(join(path, entry.name, inner.name))));
        }
      } else {
        files.push(...(await filesIn(join(path, entry.name))));
      }
    }
  } else {
    files.push(...(await filesIn(path)));
  }
  // Unpacked files win over the archive they came from; otherwise the order of names decides, never that of the disk.
  files.sort((a, b) => Number(a.member !== null) - Number(b.member !== null));
  return { location: path, files };
}

async function sortedEntries(path: string): Promise<{ name: string; isDirectory: () => boolean }[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function filesIn(path: string): Promise<SourceFile[]> {
  // A download in progress is not data.
  if (path.endsWith('.part')) return [];
  if ((await compressionOf(path)) !== 'zip') return [{ path, member: null, name: plainName(path) }];
  const members = await listZipMembers(path);
  return members.map((member) => ({ path, member, name: plainName(member) }));
}

function plainName(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

/** Told by the first bytes, not by the name: browsers and mirrors rename and unpack files. */
export async function compressionOf(path: string): Promise<'none' | 'gzip' | 'zip'> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip';
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50 ? 'zip' : 'none';
  } finally {
    await handle.close();
  }
}

export function findFile(folder: SourceFolder, pattern: RegExp): SourceFile | null {
  return folder.files.find((file) => pattern.test(file.name)) ?? null;
}

export function findFiles(folder: SourceFolder, pattern: RegExp): readonly SourceFile[] {
  const found = folder.files.filter((file) => pattern.test(file.name));
  return found.filter((file, index) => found.findIndex((other) => other.name === file.name) === index);
}

/** `wanted` names the file in words that a user can act on, for example `ratings.csv`. */
export function requireFile(folder: SourceFolder, pattern: RegExp, wanted: string): SourceFile {
  const file = findFile(folder, pattern);
  if (file === null) {
    const there = folder.files.slice(0, 8).map((other) => other.name);
    const more = folder.files.length > there.length ? ', ...' : '';
    throw new MissingFileError(
      `${folder.location} has no ${wanted} (plain, gzip or zip); ` +
        (there.length === 0 ? 'it is empty' : `it has ${there.join(', ')}${more}`),
    );
  }
  return file;
}
