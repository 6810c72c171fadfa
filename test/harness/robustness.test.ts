/** What may happen to a run: killed at any moment, over its limits, a full disk, a second run beside it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockResults } from '../../harness/records/resultsLock.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { shardOf } from '../../harness/plan/selectCases.ts';
import { Random } from '../../src/random.ts';
import { openWorkplace, TEST_BASELINES, type Workplace } from './seqbench.ts';

const PATIENT = `  - { id: ${join(TEST_BASELINES, 'patient.ts')}, settings: { epochCount: 8, epochMilliseconds: 40 } }\n`;
const BASELINES = `  - popularity\n${PATIENT}  - { id: sasrec, settings: { width: 8, blocks: 1, epochs: 2 } }\n`;
const KILLS = 50;

/** What a run found out, without what differs from run to run. */
async function findings(place: Workplace) {
  const records = (await readRecords(place.results)).map(({ record }) => record);
  return records.map((record) => [
    record.caseId,
    record.status,
    record.status === 'completed' ? record.metrics : record.failure.message,
    record.status === 'completed' ? record.answers.files.filter(({ name }) => !name.endsWith('Seconds.npy')) : [],
  ]);
}

describe('a run that is killed', () => {
  it(`at ${KILLS} random moments ends with the records of an undisturbed one`, async () => {
    const [calm, shaken] = [openWorkplace(), openWorkplace()];
    const start = performance.now();
    expect((await calm.run('run', calm.writeConfig(BASELINES))).exitCode).toBe(0);
    const runMilliseconds = performance.now() - start;
    const random = Random.fromSeed(11);
    const config = shaken.writeConfig(BASELINES);
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, finished } = shaken.start('run', config);
      await sleep(random.uniform() * 0.6 * runMilliseconds);
      child.kill('SIGKILL');
      await finished;
    }
    const last = await shaken.run('run', config);
    expect(last.exitCode, last.stderr).toBe(0);
    expect(await findings(shaken)).toEqual(await findings(calm));
    const left = readdirSync(shaken.results, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('.partial'))).toEqual([]);
    calm.remove();
    shaken.remove();
  }, 1_800_000);
});

describe('limits of a case', () => {
  it('end it, and the record says why', async () => {
    const place = openWorkplace();
    const slow = `  - { id: ${join(TEST_BASELINES, 'patient.ts')}, settings: { epochCount: 100, epochMilliseconds: 500 } }\n`;
    const { exitCode, stderr } = await place.run('run', place.writeConfig(slow, 'limits: { caseSeconds: 3 }'));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('limits.caseSeconds allows, 3 s');
    const heavy = await place.run('run', place.writeConfig(slow, 'limits: { memoryMebibytes: 20 }'));
    const [stored] = await readRecords(place.results);
    place.remove();
    if (process.platform === 'linux') {
      expect(heavy.stderr).toContain('limits.memoryMebibytes allows, 20');
      expect(stored!.record).toMatchObject({ status: 'failed', failure: { kind: 'memory-limit' } });
    }
  });
});

describe('two runs', () => {
  it('of one results directory: the second is told who is there', async () => {
    const place = openWorkplace();
    const release = await lockResults(place.results);
    const { exitCode, stderr } = await place.run('run', place.writeConfig('  - popularity\n'));
    expect(stderr).toContain(`in use by process ${process.pid}`);
    expect(exitCode).toBe(2);
    await release();
    expect((await place.run('run', place.writeConfig('  - popularity\n'))).exitCode).toBe(0);
    place.remove();
  });

  it('shards do every case once between them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 9 }), (caseCount, count) => {
        const cases = Array.from({ length: caseCount }, (_, index) => index);
        const shards = cases.slice(0, count).map((_, index) => shardOf(cases, `${index + 1}/${count}`));
        expect(shards.flat().sort((a, b) => a - b)).toEqual(caseCount === 0 ? [] : cases);
        for (const shard of shards) expect(shard.length).toBeLessThanOrEqual(Math.ceil(caseCount / count));
      }),
    );
    for (const wrong of ['0/2', '3/2', '1', 'a/b', '1/0', '1/2/3'])
      expect(() => shardOf([1], wrong)).toThrow('--shard');
  });
});

/** A file system with room for a few cases; null where this process may not mount one. */
function smallDisk(kibibytes: number): string | null {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true });
    return null;
  }
}

const disk = process.platform === 'linux' ? smallDisk(320) : null;

describe.skipIf(disk === null)('a full disk', () => {
  it('is told in one sentence, and what was recorded stays whole', async () => {
    const place = openWorkplace();
    const results = join(disk!, 'results');
    mkdirSync(results);
    const config = place.writeConfig('  - popularity\n', 'seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9]');
    const { exitCode, stderr } = await place.run('run', config, '--results', results);
    const stored = await readRecords(results);
    execFileSync('umount', [disk!]);
    rmSync(disk!, { recursive: true });
    place.remove();
    expect(stderr).toContain('no room left on the disk');
    expect(exitCode).toBe(2);
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.length).toBeLessThan(9);
    expect(stored.every(({ record }) => record.status === 'completed')).toBe(true);
  });
});
