/** A latency session as users run it: a process for each model, tiny data. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '../../src/tensors/npy.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { openWorkplace, TEST_BASELINES, type Finished, type Workplace } from './seqbench.ts';

const BASELINES = ['popularity', ...['swindles', 'remembers', 'locked'].map((id) => `${TEST_BASELINES}/${id}.ts`)];
const MEASURE = { singleRequests: 30, warmUpRequests: 2, rounds: 2, requestsPerTurn: 60, secondsPerTurn: 60 };

describe('a run with scenarios', () => {
  let workplace: Workplace;
  let config: string;
  let first: Finished;
  let records: ReadonlyMap<string, { path: string; record: CompletedRecord }>;

  async function read(): Promise<typeof records> {
    const stored = await readRecords(workplace.results);
    return new Map(
      stored.map(({ path, record }) => [record.baseline.label, { path, record: record as CompletedRecord }]),
    );
  }

  const writeConfig = (changes: object): string =>
    workplace.writeConfig(BASELINES.map((id) => `  - id: ${id}\n`).join(''), '', {
      ...MEASURE,
      scenarios: ['single-stream', 'offline'],
      ...changes,
    });

  beforeAll(async () => {
    workplace = openWorkplace();
    config = writeConfig({});
    first = await workplace.run('run', config);
    records = await read();
  });
  afterAll(() => {
    workplace.remove();
  });

  const scenariosOf = (label: string) => records.get(label)!.record.scenarios;

  it('measures every model that opens, and says which does not', () => {
    expect(first.exitCode).toBe(1);
    expect(first.stderr).toContain(
      'Latency of all baselines, simulated-tiny, seed 1: measured; without locked: the key is lost\n',
    );
    expect([...records].filter(([, { record }]) => record.scenarios !== null).map(([label]) => label)).toEqual([
      ...['popularity', 'remembers', 'swindles'],
    ]);
    const { singleStream, offline, server, session } = scenariosOf('popularity')!;
    expect(singleStream).toMatchObject({ sampleCount: 120, rounds: 2, validity: { isValid: true } });
    expect(offline).toMatchObject({ rounds: 2, validity: { isValid: true } });
    expect(server).toBeNull();
    expect(session.caseIds).toHaveLength(4);
    expect(session.emptyRequestMilliseconds!.value).toBeGreaterThan(0);
  });

  it('gives the void reason of those that cheat', () => {
    // Quick requests are timed in blocks; every answer of a block counts.
    expect(scenariosOf('swindles')!.singleStream!.validity.reason).toMatch(
      /^([\d,]+) of \1 answers differ from those that the accuracy is of$/u,
    );
    expect(scenariosOf('swindles')!.offline!.validity.isValid).toBe(false);
    expect(scenariosOf('remembers')!.singleStream!.validity.reason).toMatch(
      /^the same request again takes \d+ % of the time: the model remembers answers$/u,
    );
    expect(first.stdout).toMatch(/void: swindles, offline: [\d,]+ of [\d,]+ answers differ/u);
  });

  it('keeps the raw samples', async () => {
    const { path, record } = records.get('popularity')!;
    const { samples, singleStream } = record.scenarios!;
    const seconds = await readNpy(join(dirname(path), samples.directory, 'singleStreamSeconds.npy'));
    expect(seconds.shape).toEqual([120]);
    expect(seconds.data.every((value) => value > 0)).toBe(true);
    const sum = Array.from(seconds.data).reduce((total, value) => total + value, 0);
    // The figures are net of what measuring costs.
    expect(singleStream!.perSecond!.value).toBeGreaterThan(120 / sum);
    expect(samples.files.map(({ name }) => name)).toContain('offlineSeconds.npy');
  });

  it('prints them, with what measuring costs', () => {
    expect(first.stdout).toMatch(/single-stream, p50 +│/u);
    expect(first.stdout).toMatch(
      /Measuring itself, a look at the clock, costs [\d.]+ (?:ns|µs) a request, [\d.]+ % of the cheapest/u,
    );
    // As many as the machine's speed asks for.
    const { blockSize } = scenariosOf('popularity')!.singleStream!;
    if (blockSize > 1) expect(first.stdout).toContain(`popularity (blocks of ${blockSize} requests)`);
    expect(first.stdout).toContain('between the rounds, took up to');
  });

  it('is not measured again while nothing changes, nor a part of it alone, and is with other settings', async () => {
    const part = await workplace.run('run', config, '--only', 'popularity');
    expect([part.exitCode, part.stderr.includes('Latency of all')]).toEqual([0, false]);
    const other = writeConfig({ rounds: 3 });
    const again = await workplace.run('run', other, '--only', 'popularity');
    expect(again.stderr).toContain('Latency of all baselines');
    const same = await workplace.run('run', other, '--only', 'popularity');
    expect([same.exitCode, same.stderr.includes('Latency of all')]).toEqual([0, false]);
    const { path, record } = (await read()).get('popularity')!;
    const folder = dirname(join(dirname(path), record.scenarios!.samples.directory));
    expect(readdirSync(folder).filter((name) => name.startsWith('scenarios-'))).toHaveLength(1);
    expect(existsSync(join(dirname(path), record.scenarios!.samples.directory))).toBe(true);
  });
});
