/** Writes a file whole or not at all: temporary name, fsync, rename, fsync of the folder. */
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

async function syncDirectory(directory: string): Promise<void> {
  // Windows refuses to open folders; there the rename alone has to do.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function writeFileSynced(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  // The process id keeps two runs that share a folder from writing into each other's temporary file.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFileSynced(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Puts a finished folder in its final place, over an older one, which goes only when the new one stands. */
export async function replaceDirectory(from: string, to: string): Promise<void> {
  const aside = `${to}.${process.pid}.old`;
  if (existsSync(to)) await rename(to, aside);
  await rename(from, to);
  await rm(aside, { recursive: true, force: true });
  await syncDirectory(dirname(to));
}
