/** Hashes of files' contents, by which something made from them is known again. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { shortHash } from './canonicalJson.ts';

const CHUNK_BYTES = 1 << 22;

/** Weights are large and named by every case of a grid: a file that has not changed since is read once in a process. */
const known = new Map<string, string>();

/** SHA-256, in hexadecimal digits, of a file of any size. */
export function contentHash(path: string): string {
  const place = resolve(path);
  const { size, mtimeMs } = statSync(place);
  const key = `${place} ${size} ${mtimeMs}`;
  const hash = known.get(key) ?? hashOf(place);
  known.set(key, hash);
  return hash;
}

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** One short hash over all of them; null of no file. */
export function contentsHash(paths: readonly string[]): string | null {
  return paths.length === 0 ? null : shortHash(paths.map(contentHash));
}
