/** Writes a file whole or not at all: temporary name in the same folder, fsync, rename. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Parts larger than this are written in pieces: one write call takes at most 2 GB. */
const PIECE_BYTES = 1 << 28;

export async function writeAtomically(path: string, parts: readonly (string | Uint8Array)[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  const handle = await open(temporary, 'w');
  try {
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
        await handle.writeFile(bytes.subarray(start, start + PIECE_BYTES));
      }
    }
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
