/** Cases through a real Redis: two workers, one of them killed in the middle of a case; no record lost or doubled. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRedis } from '../../harness/queue/connection.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { openWorkplace, type Running, TEST_BASELINES, type Workplace } from './seqbench.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const PATIENT = join(TEST_BASELINES, 'patient.ts');
const BASELINES = `  - popularity\n  - { id: ${PATIENT}, settings: { epochCount: 4, epochMilliseconds: 300 } }\n`;
const SEEDS = 'seeds: [1, 2, 3]';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => {
        resolve(port);
      });
    });
  });
}

async function answers(url: string): Promise<boolean> {
  const redis = await openRedis(url).catch(() => null);
  redis?.disconnect();
  return redis !== null;
}

/** Resolves to the process once it has said so. */
function heard(running: Running, words: RegExp): Promise<Running> {
  return new Promise((resolve) => {
    let text = '';
    running.child.stderr!.on('data', (chunk: string) => {
      text += chunk;
      if (words.test(text)) resolve(running);
    });
  });
}

async function metricsOf(place: Workplace) {
  const records = (await readRecords(place.results)).map(({ record }) => record);
  return records.map((record) => [record.caseId, record.status === 'completed' ? record.metrics : 'failed']).sort();
}

describe.skipIf(!hasRedis)('a queue', () => {
  let redis: ChildProcess;
  let folder: string;
  let url: string;
  // Workers of a test that failed would take the cases of the next.
  const places: Workplace[] = [];
  const open = (more?: NodeJS.ProcessEnv): Workplace => {
    places.push(openWorkplace(more));
    return places.at(-1)!;
  };
  beforeAll(async () => {
    const port = await freePort();
    folder = mkdtempSync(join(tmpdir(), 'seqbench-redis-'));
    redis = spawn('redis-server', ['--port', String(port), '--dir', folder, '--save', ''], { stdio: 'ignore' });
    url = `redis://127.0.0.1:${port}`;
    while (!(await answers(url))) await sleep(50);
  });
  afterEach(() => {
    for (const place of places.splice(0)) place.remove();
  });
  afterAll(() => {
    redis.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('loses and doubles nothing when a worker is killed', async () => {
    const [alone, shared] = [open(), open()];
    expect((await alone.run('run', alone.writeConfig(BASELINES, SEEDS))).exitCode).toBe(0);
    const worker = () => shared.start('worker', '--queue', url, '--stalled-seconds', '10');
    const workers = [worker(), worker()];
    const run = shared.start('run', shared.writeConfig(BASELINES, SEEDS), '--queue', url);
    // Whichever is first in the middle of a case that takes more than a second.
    const killed = await Promise.race(workers.map((one) => heard(one, /patient\S*: started/u)));
    await sleep(300);
    killed.child.kill('SIGKILL');
    const { exitCode, stderr } = await run.finished;
    expect(exitCode, stderr).toBe(0);
    expect(await metricsOf(shared)).toEqual(await metricsOf(alone));
    // What is recorded is not sent again.
    const again = await shared.run('run', shared.writeConfig(BASELINES, SEEDS), '--queue', url);
    expect(again.stderr).toContain('6 recorded before');
    const left = workers.find((one) => one !== killed)!;
    left.child.kill('SIGINT');
    expect((await left.finished).exitCode).toBe(130);
  });

  it('a worker of other code gets no case; the run says that none helps it, and ends once one comes', async () => {
    const place = open();
    const stranger = open({ SEQBENCH_COMMIT: 'ffffffffffffffff' }).start('worker', '--queue', url);
    await heard(stranger, /Waiting for cases of commit ffffffffffff/u);
    const run = place.start('run', place.writeConfig('  - random\n'), '--queue', url);
    await heard(run, /No worker of commit abcdef012345 is connected/u);
    const worker = place.start('worker', '--queue', url);
    expect((await run.finished).exitCode).toBe(0);
    for (const one of [stranger, worker]) one.child.kill('SIGINT');
    await worker.finished;
    expect((await stranger.finished).stderr).not.toContain('started');
  });

  it('a case that no worker can run ends no other, and is named at the end', async () => {
    const data = mkdtempSync(join(tmpdir(), 'seqbench-data-'));
    const rows = Array.from({ length: 800 }, (_, at) => `${1 + (at % 40)},${1 + (at % 29)},5,${1000 + at}`);
    mkdirSync(join(data, 'ml-1m'));
    writeFileSync(join(data, 'ml-1m/ratings.csv'), `userId,movieId,rating,timestamp\n${rows.join('\n')}\n`);
    const place = open({ SEQBENCH_DATA: data });
    const config = join(place.folder, 'two.yaml');
    writeFileSync(config, 'name: two\ndatasets: [ml-1m, simulated-tiny]\nbaselines: [popularity]\n');
    const worker = open({ SEQBENCH_DATA: join(data, 'nothing') }).start('worker', '--queue', url);
    const { exitCode, stderr } = await place.run('run', config, '--queue', url);
    worker.child.kill('SIGINT');
    await worker.finished;
    rmSync(data, { recursive: true });
    expect(stderr).toMatch(/popularity\.ml-1m\S*: no worker could run it \(3 tries\): .*ml-1m/u);
    expect((await metricsOf(place)).map(([caseId]) => caseId)).toEqual([
      expect.stringMatching(/^popularity\.simulated-tiny/u),
    ]);
    expect(exitCode).toBe(2);
  });

  it('workers may be stopped as often as one likes', async () => {
    const place = open();
    const patient = `  - { id: ${PATIENT}, settings: { epochCount: 10, epochMilliseconds: 500 } }\n`;
    const run = place.start('run', place.writeConfig(patient), '--queue', url);
    // More often than a case has tries.
    for (let stop = 0; stop < 4; stop += 1) {
      const worker = place.start('worker', '--queue', url);
      await heard(worker, /started/u);
      await sleep(300);
      worker.child.kill('SIGINT');
      const { exitCode, stderr } = await worker.finished;
      expect(exitCode).toBe(130);
      expect(stderr).toContain('given back');
    }
    const last = place.start('worker', '--queue', url);
    const { exitCode, stderr } = await run.finished;
    expect(exitCode, stderr).toBe(0);
    last.child.kill('SIGINT');
    await last.finished;
  });

  it('an address where nothing answers is told of in one sentence', async () => {
    const place = open();
    const words = ['run', place.writeConfig('  - popularity\n'), '--queue', 'redis://:secret@127.0.0.1:1'];
    const { exitCode, stderr } = await place.run(...words);
    expect(stderr).toContain('No Redis answers at redis://127.0.0.1:1');
    expect(stderr).not.toContain('secret');
    expect(exitCode).toBe(2);
  });

  it('what is no address is refused in one sentence, without its password', async () => {
    await expect(openRedis('redis://:secret@host:abc')).rejects.toThrow(
      '--queue: must be an address as redis://host:6379.',
    );
  });
});
