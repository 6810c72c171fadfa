/** The commands themselves, on the results of a real run. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExampleCase } from '../../harness/records/exampleCases.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import type { Leaderboard } from '../../reports/exports/leaderboardSchema.ts';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';

let place: Workplace;

beforeAll(async () => {
  place = openWorkplace();
  const config = place.writeConfig('  - popularity\n  - markov\n');
  const { exitCode, stderr } = await place.run('run', config, '--results', 'alice');
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
});
afterAll(() => {
  place.remove();
});

function recordPath(directory: string): string {
  const machine = readdirSync(join(place.folder, directory)).find((name) =>
    existsSync(join(place.folder, directory, name, 'abcdef01')),
  )!;
  const commit = join(place.folder, directory, machine, 'abcdef01');
  return join(
    commit,
    readdirSync(commit).find((name) => name.startsWith('markov') && name.endsWith('.json'))!,
  );
}

describe('seqbench leaderboard merge', () => {
  it('computes the figures of a real run again, and they match', async () => {
    const { exitCode, stdout, stderr } = await place.run('leaderboard', 'merge', 'alice', '--out', 'board');
    expect(stderr).toBe('Checking alice: 2 records\n');
    expect(stdout).toMatch(/^\d+ files from 2 records: 2 submitted with raw answers\. Open board.index\.html\n$/u);
    expect(exitCode).toBe(0);
    const { rows } = JSON.parse(readFileSync(join(place.folder, 'board/leaderboard.json'), 'utf8')) as Leaderboard;
    expect(rows.map(({ provenance }) => provenance.grade)).toEqual(['raw-answers', 'raw-answers']);
  });

  it('ends with 2 and one text where a figure was touched, and keeps the board that was there', async () => {
    const before = readFileSync(join(place.folder, 'board/index.html'), 'utf8');
    await cp(join(place.folder, 'alice'), join(place.folder, 'eve'), { recursive: true });
    const path = recordPath('eve');
    const record = JSON.parse(readFileSync(path, 'utf8')) as { metrics: Record<string, number> };
    writeFileSync(path, JSON.stringify({ ...record, metrics: { ...record.metrics, 'recall@10': 0.5 } }));
    const { exitCode, stdout, stderr } = await place.run(
      'leaderboard',
      'merge',
      'eve',
      '--own',
      'alice',
      '--out',
      'board',
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/eve.*markov.*: recall@10 is 0\.5 in the record, and 0\.\d+ by its raw answers/u);
    expect(stderr).not.toContain('    at ');
    expect(readFileSync(join(place.folder, 'board/index.html'), 'utf8')).toBe(before);
  });

  it('leaves the plain command as it was', async () => {
    const { exitCode, stdout } = await place.run('leaderboard', 'alice', '--out', 'plain');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ files from 2 records\. Open plain.index\.html\n$/u),
    ]);
    const missing = await place.run('leaderboard', 'merge', '--out', 'plain');
    expect(missing.exitCode).toBe(2);
  });
});

describe('seqbench report --format parquet', () => {
  it('names users and targets as the data do, and as the examples beside the answers have them', async () => {
    const { exitCode, stdout } = await place.run('report', 'alice', '--format', 'parquet', '--out', 'users.parquet');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^users\.parquet: \d+ rows of 2 cases\n$/u)]);
    const path = recordPath('alice');
    const record = JSON.parse(readFileSync(path, 'utf8')) as CompletedRecord;
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const found = await connection.run(
      `SELECT test_case, user_id, target_id, target_rank, history_length FROM '${join(place.folder, 'users.parquet')}' WHERE case_id = '${record.caseId}'`,
    );
    const rows = await found.getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    const examples = JSON.parse(
      readFileSync(join(path, '..', record.answers.directory, 'examples.json'), 'utf8'),
    ) as ExampleCase[];
    for (const { case: testCase, user, target, targetRank, historyLength } of examples) {
      expect(rows.find((row) => row.test_case === testCase)).toEqual({
        test_case: testCase,
        user_id: user,
        target_id: target?.id ?? null,
        target_rank: targetRank,
        history_length: historyLength,
      });
    }
    expect(examples.length).toBeGreaterThan(0);
  });
});
