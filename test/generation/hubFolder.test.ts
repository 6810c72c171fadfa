/** Checkpoints by name: folders as they are, models of a hub fetched once from a real server, nonsense in a sentence. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { checkpointFolder } from '../../src/generation/hubFolder.ts';
import { loadT5Checkpoint } from '../../src/network/t5/t5Checkpoint.ts';

const golden = fileURLToPath(new URL('../golden/t5/relu', import.meta.url));
let server: Server;
let host = '';
let cacheDirectory = '';
let requests: string[] = [];

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'seqbench-hub-'));
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.url!);
    const file = /^\/tiny\/t5\/resolve\/main\/([\w.]+)$/u.exec(request.url!)?.[1];
    if (file === undefined) response.writeHead(404).end();
    else
      void readFile(join(golden, file)).then((bytes) =>
        response.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  host = `http://localhost:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(cacheDirectory, { recursive: true });
});

test('a folder is where it is', async () => {
  expect(await checkpointFolder(golden, { hub: { host, cacheDirectory } })).toBe(golden);
  expect(requests).toEqual([]);
});

test('a model of the hub is fetched once, and is a checkpoint', async () => {
  const activities: string[] = [];
  const hub = { host, cacheDirectory };
  const folder = await checkpointFolder('tiny/t5', { hub, onActivity: (activity) => activities.push(activity) });
  expect(activities).toContain('fetching tiny/t5: model.safetensors, 100 %');
  expect(folder).toBe(join(cacheDirectory, 'tiny', 't5'));
  expect((await readdir(folder)).sort()).toEqual([
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const [fetched, original] = await Promise.all([loadT5Checkpoint(folder), loadT5Checkpoint(golden)]);
  expect(fetched.parameters).toEqual(original.parameters);
  const asked = requests.length;
  expect(await checkpointFolder('tiny/t5', { hub })).toBe(folder);
  expect(requests).toHaveLength(asked);
});

test('what is neither is said in a sentence', async () => {
  for (const name of ['no/such', './nowhere', '/no/such/folder']) {
    const failure = checkpointFolder(name, { hub: { host, cacheDirectory } });
    await expect(failure).rejects.toThrow(UserError);
    await expect(failure).rejects.toThrow(
      name === 'no/such' ? /no folder "no\/such".*hub: .*404/u : /it is no folder/u,
    );
  }
});
