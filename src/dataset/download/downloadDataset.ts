/** Fetches the files of a built-in dataset into its folder, checks them and keeps a note of what was got. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { writeAtomically } from '../atomicWrite.ts';
import type { BuiltinDataset, RemoteFile } from '../builtin.ts';
import { downloadPart, type DownloadProgress, type HttpDownload } from './httpDownload.ts';

export interface DownloadedFile {
  readonly file: string;
  readonly url: string;
  readonly bytes: number;
  readonly md5: string;
  readonly sha256: string;
  /** Whether the publisher's checksum was compared; `unpublished`: there is none, or it could not be fetched. */
  readonly checksum: 'matches' | 'unpublished';
  /** False where the file was there before. */
  readonly isNew: boolean;
}

export interface DownloadOptions {
  /** Parent of the dataset's folder. */
  readonly root: string;
  readonly onProgress: (file: string, progress: DownloadProgress) => void;
  readonly http?: Pick<HttpDownload, 'attempts' | 'stallMilliseconds' | 'pauseMilliseconds'>;
}

/** What was fetched, when and with which checksums; beside the files. */
const NOTE = 'download.json';

export async function downloadDataset(
  dataset: Pick<BuiltinDataset, 'name' | 'downloads' | 'origin'>,
  options: DownloadOptions,
): Promise<readonly DownloadedFile[]> {
  if (dataset.downloads.length === 0) throw new UserError(`"${dataset.name}" cannot be downloaded. ${dataset.origin}`);
  const folder = join(options.root, dataset.name);
  await mkdir(folder, { recursive: true });
  const files: DownloadedFile[] = [];
  for (const remote of dataset.downloads) {
    const file = basename(new URL(remote.url).pathname);
    files.push(await fetchFile(remote, join(folder, file), options));
    await note(folder, files);
  }
  return files;
}

async function fetchFile(remote: RemoteFile, target: string, options: DownloadOptions): Promise<DownloadedFile> {
  const file = basename(target);
  if (existsSync(target)) {
    return { file, url: remote.url, ...(await digest(target)), checksum: 'unpublished', isNew: false };
  }
  const part = `${target}.part`;
  await downloadPart({
    url: remote.url,
    part,
    onProgress: (progress) => {
      options.onProgress(file, progress);
    },
    ...options.http,
  });
  const got = await digest(part);
  const published = remote.md5Url === null ? null : await publishedMd5(remote.md5Url);
  if (published !== null && published !== got.md5) {
    await rm(part);
    throw new UserError(
      `${remote.url} arrived damaged: its MD5 is ${got.md5}, published is ${published}. ` +
        'The file was thrown away; run the command again',
    );
  }
  await rename(part, target);
  return { file, url: remote.url, ...got, checksum: published === null ? 'unpublished' : 'matches', isNew: true };
}

async function digest(path: string): Promise<{ bytes: number; md5: string; sha256: string }> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    md5.update(chunk);
    sha256.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}

/** `<hash>  <name>` as md5sum writes it, or `MD5 (name) = hash` as BSD does. Null where it cannot be had. */
async function publishedMd5(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) {
      await response.body?.cancel();
      return null;
    }
    return /\b[0-9a-f]{32}\b/i.exec(await response.text())?.[0].toLowerCase() ?? null;
  } catch {
    // The file itself has arrived; that its checksum has not is said in the result.
    return null;
  }
}

/** Adds the new files to the note; those of earlier downloads keep their entries. */
async function note(folder: string, files: readonly DownloadedFile[]): Promise<void> {
  const path = join(folder, NOTE);
  let earlier: Record<string, unknown> = {};
  if (existsSync(path)) earlier = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const fetchedAt = new Date().toISOString();
  for (const { file, isNew, ...facts } of files) {
    if (isNew) earlier[file] = { ...facts, fetchedAt };
  }
  await writeAtomically(path, [`${JSON.stringify(earlier, null, 2)}\n`]);
}
