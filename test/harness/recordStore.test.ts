import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnswerArray, writeAnswers, type Answers } from '../../harness/records/answerFiles.ts';
import { writeFileAtomically } from '../../harness/records/atomicFile.ts';
import {
  parseRecord,
  readRecord,
  readRecords,
  recordPath,
  removeLeftovers,
  writeRecord,
} from '../../harness/records/recordStore.ts';
import { upgradeRecord } from '../../harness/records/upgradeRecord.ts';
import { completedRecord, failedRecord } from './recordFixture.ts';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'seqbench-results-'));
});
afterEach(() => {
  rmSync(results, { recursive: true });
});

const pathOf = (caseId: string) => recordPath(results, 'machine', '0123456789abcdef', caseId);

describe('records', () => {
  it('lie under machine and commit, and come back as they were written', async () => {
    await writeRecord(pathOf('b'), completedRecord({ caseId: 'b' }));
    await writeRecord(pathOf('a'), failedRecord({ caseId: 'a' }));
    await writeRecord(recordPath(results, 'machine', null, 'c'), completedRecord({ caseId: 'c' }));
    expect(readdirSync(join(results, 'machine'))).toEqual(['01234567', 'nogit']);
    expect(readdirSync(join(results, 'machine', '01234567'))).toEqual(['a.json', 'b.json']);
    const stored = await readRecords(results);
    expect(stored.map(({ record }) => record)).toEqual([
      failedRecord({ caseId: 'a' }),
      completedRecord({ caseId: 'b' }),
      completedRecord({ caseId: 'c' }),
    ]);
  });

  it('outlive what a killed run left half-written, which goes', async () => {
    await writeRecord(pathOf('a'), completedRecord({ caseId: 'a' }));
    for (const name of ['a.json.123.tmp', 'b.json.77.tmp'])
      writeFileSync(join(results, 'machine', '01234567', name), '{');
    writeFileSync(join(results, 'machine', 'calibration-2threads.json.5.tmp'), '');
    await removeLeftovers(results);
    expect(readdirSync(join(results, 'machine'))).toEqual(['01234567']);
    expect(readdirSync(join(results, 'machine', '01234567'))).toEqual(['a.json']);
    await removeLeftovers(join(results, 'nowhere'));
  });

  it('that are absent are empty', async () => {
    expect(await readRecord(pathOf('none'))).toBeNull();
    expect(await readRecords(join(results, 'nowhere'))).toEqual([]);
  });

  it('are not looked for among checkpoints and answers', async () => {
    await writeRecord(pathOf('a'), completedRecord());
    for (const folder of ['.checkpoints/machine/01234567', 'machine/01234567/a/answers']) {
      mkdirSync(join(results, folder), { recursive: true });
      writeFileSync(join(results, folder, 'x.json'), '{}');
    }
    expect(await readRecords(results)).toHaveLength(1);
  });

  it.each([
    [
      'cut off',
      '{"schemaVersion": 1, "sta',
      /^The record x\.json is corrupt: SyntaxError: .* Remove it to run its case again\.$/u,
    ],
    ['no object', '[]', /^The record x\.json is corrupt: it has no schemaVersion\./u],
    [
      'without a field',
      JSON.stringify({ ...completedRecord(), costs: undefined }),
      /^The record x\.json is corrupt: costs is missing; it must be a mapping of keys to values\. Remove/u,
    ],
    [
      'of another status',
      JSON.stringify({ ...completedRecord(), status: 'done' }),
      /^The record x\.json is corrupt: status must be one of "completed", "failed", not "done"\./u,
    ],
    [
      'from the future',
      JSON.stringify({ ...completedRecord(), schemaVersion: 4 }),
      /^The record x\.json has schema version 4; this seqbench reads up to 3\. Use a newer one\.$/u,
    ],
    [
      'of a version that never was',
      JSON.stringify({ ...completedRecord(), schemaVersion: 0 }),
      /^The record x\.json has schema version 0, which never existed\.$/u,
    ],
  ])('that are %s are refused by name', (_, text, message) => {
    expect(() => parseRecord(text, 'x.json')).toThrow(message);
  });

  it('that are corrupt stop a reader of all, rather than be left out', async () => {
    await writeRecord(pathOf('a'), completedRecord());
    writeFileSync(pathOf('b'), '{');
    await expect(readRecords(results)).rejects.toThrow(`The record ${pathOf('b')} is corrupt`);
  });

  it('of old versions are brought up step by step', () => {
    const upgrades = {
      1: (data: Record<string, unknown>) => ({ ...data, b: data.a }),
      2: (data: Record<string, unknown>) => ({ ...data, c: [data.b] }),
    };
    expect(upgradeRecord({ schemaVersion: 1, a: 5 }, 1, 'x', upgrades, 3)).toEqual({
      schemaVersion: 3,
      a: 5,
      b: 5,
      c: [5],
    });
    expect(upgradeRecord({ schemaVersion: 2, b: 6 }, 2, 'x', upgrades, 3)).toEqual({ schemaVersion: 3, b: 6, c: [6] });
  });
});

describe('files', () => {
  it('are whole or not there: a failed write leaves the old one and no other', async () => {
    const path = pathOf('a');
    await writeFileAtomically(path, 'old');
    // A folder in the way of the temporary name makes the write fail.
    mkdirSync(`${path}.${process.pid}.tmp`);
    await expect(writeFileAtomically(path, 'new')).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('raw answers', () => {
  const answers: Answers = {
    items: { shape: [2, 2], data: Uint32Array.of(1, 2, 3, 4) },
    scores: { shape: [2, 2], data: Float32Array.of(4, 3, 2, -Infinity) },
    targets: { shape: [2], data: Uint32Array.of(1, 0) },
    users: { shape: [2], data: Uint32Array.of(7, 8) },
    historyLengths: { shape: [2], data: Uint32Array.of(3, 4) },
    targetTrainCounts: { shape: [2], data: Uint32Array.of(5, 0) },
    batchSeconds: { shape: [1], data: Float64Array.of(0.5) },
    requestSeconds: { shape: [3], data: Float64Array.of(0.1, 0.2, 0.3) },
  };

  it('come back as they were written, and are refused by name when they are not', async () => {
    const path = pathOf('a');
    const files = await writeAnswers(join(dirname(path), 'a/answers'), answers, []);
    const record = completedRecord({ answers: { directory: 'a/answers', files } });
    expect(readAnswerArray(dirname(path), record, 'scores')).toEqual(answers.scores);
    const items = join(dirname(path), 'a/answers/items.npy');
    const bytes = readFileSync(items);
    bytes[bytes.length - 1] = 9;
    writeFileSync(items, bytes);
    expect(() => readAnswerArray(dirname(path), record, 'items')).toThrow(
      `${items} is not the file that its record was written with.`,
    );
    rmSync(items);
    expect(() => readAnswerArray(dirname(path), record, 'items')).toThrow(`Cannot read ${items}`);
  });
});
