/** Files of a finished case on their way through Redis: chunks under a name of their own, fetched and then removed. */
import { readdir, readFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Redis } from 'ioredis';
import { writeFileSynced } from '../records/atomicFile.ts';
import { KEEP_SECONDS } from './connection.ts';

/** Redis takes up to 512 MB at once; smaller pieces block nobody else for long. */
const CHUNK_BYTES = 8 * 2 ** 20;

export interface ShippedFile {
  /** Relative to the folder of the record, with forward slashes. */
  readonly path: string;
  readonly chunks: number;
}

const chunkKey = (filesKey: string, file: number, chunk: number): string =>
  `seqbench-file:${filesKey}:${file}:${chunk}`;

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export async function shipFolder(redis: Redis, filesKey: string, folder: string, from: string): Promise<ShippedFile[]> {
  const shipped: ShippedFile[] = [];
  for (const path of await filesBelow(folder)) {
    const bytes = await readFile(path);
    const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
    for (let chunk = 0; chunk < chunks; chunk++) {
      const part = bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
      await redis.set(chunkKey(filesKey, shipped.length, chunk), part, 'EX', KEEP_SECONDS);
    }
    shipped.push({ path: relative(from, path).split(sep).join('/'), chunks });
  }
  return shipped;
}

/** The case has to run again. */
export class FilesGone extends Error {}

/** @throws FilesGone where a chunk is no longer there. */
export async function fetchFolder(
  redis: Redis,
  filesKey: string,
  files: readonly ShippedFile[],
  into: string,
): Promise<void> {
  for (const [index, { path, chunks }] of files.entries()) {
    const parts: Buffer[] = [];
    for (let chunk = 0; chunk < chunks; chunk++) {
      const part = await redis.getBuffer(chunkKey(filesKey, index, chunk));
      if (part === null) throw new FilesGone(`A part of ${path} is no longer in Redis.`);
      parts.push(part);
    }
    await mkdir(dirname(join(into, path)), { recursive: true });
    await writeFileSynced(join(into, path), Buffer.concat(parts));
  }
}

export async function forgetFiles(redis: Redis, filesKey: string, files: readonly ShippedFile[]): Promise<void> {
  const keys = files.flatMap(({ chunks }, file) =>
    Array.from({ length: chunks }, (_, chunk) => chunkKey(filesKey, file, chunk)),
  );
  if (keys.length > 0) await redis.del(...keys);
}
