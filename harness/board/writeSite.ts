/** Writes a board to a folder: into a fresh one beside it, which takes its place only when it is complete. */
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MARKER_FILE, siteFiles } from '../../reports/site/site.ts';
import type { SiteInput } from '../../reports/site/siteInput.ts';
import { UserError } from '../../src/errors.ts';
import { replaceDirectory } from '../records/atomicFile.ts';

/** Written between two looks at what else there is to do. */
const FILES_PER_TURN = 50;

/** A folder that holds anything but a board was not meant to be emptied. */
async function checkReplaceable(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  let names: string[];
  try {
    names = await readdir(directory);
  } catch {
    throw new UserError(`${directory} is no folder. Name one that may be written.`);
  }
  if (names.length === 0 || names.includes(MARKER_FILE)) return;
  throw new UserError(`${directory} holds other files, which a board would replace. Name an empty or a new folder.`);
}

/** Returns the number of files. */
export async function writeSite(input: SiteInput, outDirectory: string): Promise<number> {
  const directory = resolve(outDirectory);
  await checkReplaceable(directory);
  // Named after the board, so that what a killed run left is taken away by the next.
  const fresh = join(dirname(directory), `.${basename(directory)}.board.tmp`);
  await rm(fresh, { recursive: true, force: true });
  let count = 0;
  try {
    await mkdir(fresh, { recursive: true });
    const folders = new Set<string>();
    for (const { path, content } of siteFiles(input)) {
      const target = join(fresh, path);
      const folder = dirname(target);
      if (!folders.has(folder)) await mkdir(folder, { recursive: true });
      folders.add(folder);
      // Pages are small and many: a promise for each would cost more than writing it.
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(target, content);
      else await writeFile(target, content);
      count++;
      // A signal is heard only between two turns of the event loop.
      if (count % FILES_PER_TURN === 0) await setImmediate();
    }
    await replaceDirectory(fresh, directory);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return count;
}
