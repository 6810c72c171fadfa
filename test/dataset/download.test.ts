import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { downloadDataset, type DownloadOptions } from '../../src/dataset/download/downloadDataset.ts';
import type { DownloadProgress } from '../../src/dataset/download/httpDownload.ts';
import { temporaryFolder } from './support.ts';

/** Large enough for several writes. */
const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251));
const MD5 = createHash('md5').update(CONTENT).digest('hex');

interface Behaviour {
  /** Bytes after which the n-th answer breaks off; further answers are whole. */
  breakAfter: number[];
  supportsRanges: boolean;
  etag: string | null;
  content: Buffer;
  md5: string | null;
  /** Answers nothing at all to the first n requests. */
  silent: number;
  status: number;
}

let behaviour: Behaviour;
let requests: { url: string; range: string | undefined }[];
let base: string;
let close: () => Promise<void>;
/** Where the client gathers what it gets. */
let part: string;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const range = request.headers.range;
  requests.push({ url: request.url ?? '', range });
  if (request.url?.endsWith('.md5') === true) {
    response
      .writeHead(behaviour.md5 === null ? 404 : 200)
      .end(behaviour.md5 === null ? 'no' : `${behaviour.md5}  log.zip\n`);
    return;
  }
  if (behaviour.silent > 0) {
    behaviour.silent--;
    return;
  }
  if (behaviour.status !== 200) {
    response.writeHead(behaviour.status).end('no');
    return;
  }
  const { content, etag } = behaviour;
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const wanted = behaviour.supportsRanges && isSame ? /^bytes=(\d+)-$/.exec(range ?? '')?.[1] : undefined;
  const start = Number(wanted ?? 0);
  const validators = etag === null ? {} : { etag };
  if (wanted !== undefined && start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const headers = { ...validators, 'content-length': content.length - start };
  const rangeHeader =
    wanted === undefined ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
  response.writeHead(wanted === undefined ? 200 : 206, { ...headers, ...rangeHeader });
  const limit = behaviour.breakAfter.shift();
  if (limit === undefined) {
    response.end(content.subarray(start));
  } else {
    response.write(content.subarray(start, start + limit));
    void breakOff(response, start + limit);
  }
}

/** Once the client has stored all that it was sent: what is still on its way would be lost with the connection. */
async function breakOff(response: ServerResponse, storedBytes: number): Promise<void> {
  while ((await stat(part).catch(() => ({ size: 0 }))).size < storedBytes) await sleep(5);
  response.destroy();
}

beforeEach(async () => {
  behaviour = {
    breakAfter: [],
    supportsRanges: true,
    etag: '"v1"',
    content: CONTENT,
    md5: MD5,
    silent: 0,
    status: 200,
  };
  requests = [];
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
});

afterEach(() => close());

const http = { attempts: 3, stallMilliseconds: 250_000, pauseMilliseconds: 1 };

function dataset(md5Url: string | null = `${base}/log.zip.md5`) {
  return { name: 'shop', origin: 'Published by nobody.', downloads: [{ url: `${base}/files/log.zip`, md5Url }] };
}

async function fetchTo(root: string, options: Partial<DownloadOptions> = {}, md5Url?: string | null) {
  part = join(root, 'shop', 'log.zip.part');
  return downloadDataset(dataset(md5Url), { root, onProgress: () => undefined, http, ...options });
}

describe('a download', () => {
  test('arrives whole, checked, with progress, and is noted', async () => {
    const root = await temporaryFolder();
    const progress: DownloadProgress[] = [];
    const [file] = await fetchTo(root, { onProgress: (_, step) => progress.push(step) });
    expect(file).toMatchObject({ file: 'log.zip', bytes: CONTENT.length, md5: MD5, checksum: 'matches', isNew: true });
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
    expect(progress.at(-1)).toEqual({ receivedBytes: CONTENT.length, totalBytes: CONTENT.length });
    expect((await readdir(join(root, 'shop'))).sort()).toEqual(['download.json', 'log.zip']);
    const note = JSON.parse(await readFile(join(root, 'shop', 'download.json'), 'utf8')) as Record<string, unknown>;
    expect(note['log.zip']).toMatchObject({
      md5: MD5,
      sha256: createHash('sha256').update(CONTENT).digest('hex'),
      checksum: 'matches',
    });
  });

  test('goes on by itself where a broken one stopped', async () => {
    behaviour.breakAfter = [100_000, 50_000];
    const root = await temporaryFolder();
    await fetchTo(root);
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
    expect(requests.filter(({ url }) => url.endsWith('.zip')).map(({ range }) => range)).toEqual([
      undefined,
      'bytes=100000-',
      'bytes=150000-',
    ]);
  });

  test('goes on in a later run after giving up', async () => {
    behaviour.breakAfter = [80_000, 0, 0, 0];
    const root = await temporaryFolder();
    await expect(fetchTo(root)).rejects.toThrow(/could not be fetched .*run the same command again to go on/);
    expect(existsSync(join(root, 'shop', 'log.zip'))).toBe(false);
    requests = [];
    behaviour.breakAfter = [];
    await fetchTo(root);
    expect(requests[0]?.range).toBe('bytes=80000-');
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
  });

  test('begins anew when the file on the server is another one by then', async () => {
    behaviour.breakAfter = [80_000, 0, 0, 0];
    const root = await temporaryFolder();
    await expect(fetchTo(root)).rejects.toThrow();
    const other = Buffer.from(CONTENT).reverse();
    Object.assign(behaviour, {
      breakAfter: [],
      content: other,
      etag: '"v2"',
      md5: createHash('md5').update(other).digest('hex'),
    });
    await fetchTo(root);
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(other);
  });

  test.each([
    ['the server knows no ranges', { supportsRanges: false }],
    ['the server does not say which version it has', { etag: null }],
    ['the server promises no equal bytes', { etag: 'W/"v1"' }],
  ])('begins anew when %s', async (_, change) => {
    Object.assign(behaviour, { breakAfter: [100_000] }, change);
    const root = await temporaryFolder();
    await fetchTo(root);
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
  });

  test('takes a part that is whole already', async () => {
    behaviour.breakAfter = [300_000 - 1, 0, 0, 0];
    const root = await temporaryFolder();
    await expect(fetchTo(root)).rejects.toThrow();
    const part = join(root, 'shop', 'log.zip.part');
    await writeFile(part, CONTENT);
    behaviour.breakAfter = [];
    await fetchTo(root);
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
  });

  test('does not trust a part of unknown origin', async () => {
    const root = await temporaryFolder();
    behaviour.status = 503;
    await expect(fetchTo(root)).rejects.toThrow(/503/);
    behaviour.status = 200;
    await writeFile(join(root, 'shop', 'log.zip.part'), 'something else');
    await fetchTo(root);
    expect(requests.filter(({ url }) => url.endsWith('.zip')).every(({ range }) => range === undefined)).toBe(true);
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
  });

  test('drops a connection that says nothing, and tries again', async () => {
    behaviour.silent = 1;
    const root = await temporaryFolder();
    await fetchTo(root, { http: { ...http, stallMilliseconds: 300 } });
    expect(await readFile(join(root, 'shop', 'log.zip'))).toEqual(CONTENT);
  });

  test('is thrown away when its checksum is not the published one', async () => {
    behaviour.md5 = '0'.repeat(32);
    const root = await temporaryFolder();
    await expect(fetchTo(root)).rejects.toThrow(/arrived damaged: its MD5 is [0-9a-f]{32}, published is 0{32}/);
    expect(await readdir(join(root, 'shop'))).toEqual([]);
  });

  test('says that there is no published checksum to compare with', async () => {
    behaviour.md5 = null;
    const missing = await fetchTo(await temporaryFolder());
    const none = await fetchTo(await temporaryFolder(), {}, null);
    expect([missing[0]?.checksum, none[0]?.checksum]).toEqual(['unpublished', 'unpublished']);
  });

  test('is not repeated for a file that is there', async () => {
    const root = await temporaryFolder();
    await fetchTo(root);
    requests = [];
    const [file] = await fetchTo(root);
    expect(file).toMatchObject({ isNew: false, bytes: CONTENT.length });
    expect(requests).toEqual([]);
  });

  test('that the server refuses is not tried again', async () => {
    behaviour.status = 404;
    await expect(fetchTo(await temporaryFolder())).rejects.toThrow(/log\.zip answered 404 .*fetch the file by hand/);
    expect(requests).toHaveLength(1);
  });

  test('that is not allowed says what to do by hand', async () => {
    const root = await temporaryFolder();
    await expect(
      downloadDataset({ ...dataset(), downloads: [] }, { root, onProgress: () => undefined }),
    ).rejects.toThrow('"shop" cannot be downloaded. Published by nobody.');
  });

  test('from a host that cannot be reached says so', async () => {
    await close();
    await expect(fetchTo(await temporaryFolder())).rejects.toThrow(
      /could not be fetched \(fetch failed: .*ECONNREFUSED/,
    );
  });
});
