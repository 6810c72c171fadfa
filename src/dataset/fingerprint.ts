/**
 * SHA-256 of source files, remembered between runs. A remembered hash is trusted only while size, modification time,
 * change time and inode are the same, and only if the file had been at rest when it was hashed: a write within the
 * clock's grain could otherwise go unseen (git calls this "racy").
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeAtomically } from './atomicWrite.ts';

export interface FileFingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

interface Remembered {
  readonly stamp: string;
  readonly sha256: string;
}

/** Coarsest clocks of file systems in use tick every two seconds. */
const REST_MILLISECONDS = 2_000;

export async function fingerprintFile(path: string, memoryDirectory: string): Promise<FileFingerprint> {
  const absolute = resolve(path);
  const memoryPath = join(memoryDirectory, `${createHash('sha256').update(absolute).digest('hex').slice(0, 20)}.json`);
  const before = await stampOf(absolute);
  const remembered = await recall(memoryPath);
  if (remembered?.stamp === before.stamp) return { bytes: before.bytes, sha256: remembered.sha256 };

  const startedAt = Date.now();
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(absolute, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  const sha256 = hash.digest('hex');
  const after = await stampOf(absolute);
  const wasAtRest = after.stamp === before.stamp && startedAt - before.changedAt > REST_MILLISECONDS;
  if (wasAtRest) {
    await mkdir(memoryDirectory, { recursive: true });
    await writeAtomically(memoryPath, [JSON.stringify({ stamp: before.stamp, sha256 } satisfies Remembered)]);
  }
  return { bytes: after.bytes, sha256 };
}

async function stampOf(path: string): Promise<{ stamp: string; bytes: number; changedAt: number }> {
  const facts = await stat(path, { bigint: true });
  return {
    stamp: [path, facts.size, facts.mtimeNs, facts.ctimeNs, facts.ino].join(' '),
    bytes: Number(facts.size),
    changedAt: Math.max(Number(facts.mtimeMs), Number(facts.ctimeMs)),
  };
}

async function recall(memoryPath: string): Promise<Remembered | null> {
  let text: string;
  try {
    text = await readFile(memoryPath, 'utf8');
  } catch {
    return null;
  }
  try {
    return JSON.parse(text) as Remembered;
  } catch {
    // A memory that cannot be read only costs the time to hash again.
    return null;
  }
}
