/**
 * Fetches one file over HTTP into `<target>.part`: goes on where a broken transfer stopped, if the server still has the
 * same file, and tries again a few times by itself. The caller checks and renames the part.
 */
import { open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';

export interface DownloadProgress {
  readonly receivedBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}

export interface HttpDownload {
  readonly url: string;
  /** Where the bytes gather; `<part>.json` beside it remembers which version of the file they are of. */
  readonly part: string;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Attempts without a single new byte before giving up. */
  readonly attempts?: number;
  /** A connection that sends nothing for so long is dropped. */
  readonly stallMilliseconds?: number;
  /** Pause before attempt n + 1 is n times this. */
  readonly pauseMilliseconds?: number;
}

/** The server answered, and the answer is no: trying again does not help. */
export class RefusedError extends UserError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export async function downloadPart(download: HttpDownload): Promise<void> {
  const attempts = download.attempts ?? 4;
  let failures = 0;
  for (;;) {
    const before = await sizeOf(download.part);
    try {
      await transfer(download);
      await rm(memoryOf(download.part), { force: true });
      return;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      failures = (await sizeOf(download.part)) > before ? 1 : failures + 1;
      if (failures >= attempts) throw unreachable(download, error);
      await pause((download.pauseMilliseconds ?? 1_000) * failures);
    }
  }
}

/** One connection; throws if it ends before the file is whole. */
async function transfer(download: HttpDownload): Promise<void> {
  const validator = await recallValidator(download);
  const have = validator === null ? 0 : await sizeOf(download.part);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  // If-Range: a server whose file has changed sends the whole new one instead of a piece that does not fit.
  if (have > 0 && validator !== null) Object.assign(headers, { range: `bytes=${have}-`, 'if-range': validator });
  const stall = new AbortController();
  const stallMilliseconds = download.stallMilliseconds ?? 60_000;
  const timer = setTimeout(() => {
    stall.abort();
  }, stallMilliseconds);
  try {
    const response = await fetch(download.url, { headers, signal: stall.signal });
    const start = await beginPart(download, response, have);
    if (start === null) return;
    const totalBytes = totalOf(response, start);
    const handle = await open(download.part, start > 0 ? 'r+' : 'w');
    let position = start;
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        timer.refresh();
        await handle.write(chunk, 0, chunk.byteLength, position);
        position += chunk.byteLength;
        download.onProgress({ receivedBytes: position, totalBytes });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (totalBytes !== null && position < totalBytes) throw new Error(`the connection ended after ${position} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

/** Where in the file the response starts; null where the part is whole already. */
async function beginPart(download: HttpDownload, response: Response, have: number): Promise<number | null> {
  if (response.status === 206) {
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (Number(start) === have) return have;
    await response.body?.cancel();
    await truncate(download.part, 0);
    throw new Error('the server sent another range than asked for');
  }
  if (response.status === 416) {
    await response.body?.cancel();
    const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (Number(total) === have) return null;
    await truncate(download.part, 0);
    throw new Error('the server does not have the rest of this file');
  }
  if (!response.ok) {
    await response.body?.cancel();
    const problem = `${download.url} answered ${response.status} ${response.statusText}`.trim();
    if (response.status >= 500 || response.status === 429) throw new Error(problem);
    throw new RefusedError(`${problem}; fetch the file by hand`, response.status);
  }
  const validator = response.headers.get('etag') ?? response.headers.get('last-modified');
  // A weak validator does not promise equal bytes, so such a transfer starts anew when it breaks.
  const memory = validator === null || validator.startsWith('W/') ? null : validator;
  await writeFile(memoryOf(download.part), JSON.stringify({ url: download.url, validator: memory }));
  return 0;
}

function totalOf(response: Response, start: number): number | null {
  const length = response.headers.get('content-length');
  return length === null ? null : start + Number(length);
}

async function recallValidator(download: HttpDownload): Promise<string | null> {
  try {
    const memory = JSON.parse(await readFile(memoryOf(download.part), 'utf8')) as {
      url: string;
      validator: string | null;
    };
    return memory.url === download.url ? memory.validator : null;
  } catch {
    // No memory, or one cut short: begin anew, as for a part of unknown origin.
    return null;
  }
}

function memoryOf(part: string): string {
  return `${part}.json`;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function unreachable(download: HttpDownload, error: unknown): UserError {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const reason = error instanceof Error ? `${error.message}${cause}` : String(error);
  return new UserError(
    `${download.url} could not be fetched (${reason}). What has arrived is kept; run the same command again to go on, ` +
      'or fetch the file by hand',
    { cause: error },
  );
}
