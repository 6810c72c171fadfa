/**
 * A folder that somebody sent may hold anything: links that lead elsewhere, pipes that never end, files of any size. It is
 * looked through before the first file is opened.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';

const MEBIBYTE = 2 ** 20;
/** Records of hundreds of epochs have a tenth of a megabyte. */
export const LARGEST_RECORD_BYTES = 4 * MEBIBYTE;
/** Ten million lists of twenty-five items. */
export const LARGEST_ARRAY_BYTES = 1000 * MEBIBYTE;

/** @throws UserError for what is neither a file nor a folder. */
export async function checkPlainFiles(directory: string): Promise<void> {
  let entries;
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch {
    throw new UserError(`${directory} is no folder that can be read. Name a results directory that was submitted.`);
  }
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await checkPlainFiles(path);
    else if (!entry.isFile()) {
      throw new UserError(`${path} is a link or no file at all. A submission holds plain files and folders only.`);
    }
  }
}

/** Its size; null where there is no such file. */
export async function fileBytes(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}

/** Whether a path that a record gives stays within the folder of the record. */
export function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/u.test(part));
}
