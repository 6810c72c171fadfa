/** The Parquet file, read back by DuckDB, beside the records' raw answers. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerReader } from '../../harness/records/answerReader.ts';
import { writePerUserParquet, type WrittenAnswers } from '../../harness/records/perUserParquet.ts';
import { readRecords, type StoredRecord } from '../../harness/records/recordStore.ts';
import { reportRows } from '../../reports/rows.ts';
import type { AnswerReader } from '../../reports/site/siteInput.ts';
import { readNpy } from '../../src/tensors/npy.ts';
import { SIMULATED_MODELS } from '../support/simulatedModels.ts';
import { simulateResults, SMALL_PLAN } from '../support/simulatedRecords.ts';

/** More test cases than fit into one chunk. */
const PLAN = {
  ...SMALL_PLAN,
  shops: [
    { name: "o'shop", caseCount: 2500, itemCount: 900, k: 10 },
    { name: 'films', caseCount: 300, itemCount: 700, k: 10 },
  ],
  models: SIMULATED_MODELS.slice(0, 2),
  seeds: [1, 2],
};

const NO_IDS = { absence: 'The data are gone.' };
const withoutIds = (answers: AnswerReader) => ({ answers, ids: () => Promise.resolve(NO_IDS) });

let folder: string;
let path: string;
let stored: StoredRecord[];
let written: WrittenAnswers;

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const found = await (await connection.run(sql)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seqbench-parquet-'));
  await simulateResults(join(folder, 'results'), PLAN);
  stored = await readRecords(join(folder, 'results'));
  path = join(folder, 'users.parquet');
  written = await writePerUserParquet(
    path,
    reportRows(stored.map(({ record }) => record)),
    withoutIds(answerReader(stored)),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the Parquet file of all answers', () => {
  it('has a row for every test case of every case, and leaves nothing else behind', async () => {
    expect(written).toEqual({ caseCount: 8, rowCount: 4 * 2500 + 4 * 300, absences: [], idAbsences: [NO_IDS.absence] });
    expect(await query(`SELECT count(*)::INTEGER AS n FROM '${path}'`)).toEqual([{ n: written.rowCount }]);
    expect((await readdir(folder)).sort()).toEqual(['results', 'users.parquet']);
  });

  it('has users, targets and ranks as the raw answers have them', async () => {
    for (const { path: recordPath, record } of stored) {
      if (record.status !== 'completed') throw new Error('none failed');
      const read = (name: string) => readNpy(join(dirname(recordPath), record.answers.directory, `${name}.npy`));
      const [items, targets, users] = [await read('items'), await read('targets'), await read('users')];
      const lengths = await read('historyLengths');
      const rows = await query(`SELECT * FROM '${path}' WHERE case_id = '${record.caseId.replaceAll("'", "''")}'`);
      expect(rows).toHaveLength(targets.data.length);
      rows.forEach((row, place) => {
        const target = targets.data[place]!;
        const list = [...items.data.subarray(place * 10, place * 10 + 10)];
        const rank = target === 0 ? 0 : list.indexOf(target) + 1;
        expect(row).toMatchObject({
          test_case: place,
          user_index: users.data[place],
          target_item: target === 0 ? null : target,
          target_rank: rank === 0 ? null : rank,
          user_id: null,
          history_length: lengths.data[place],
          'recall@5': rank >= 1 && rank <= 5 ? 1 : 0,
          seed: record.seed,
          dataset: record.dataset.name,
          grade: 'run-here',
        });
      });
    }
  });

  it('has metrics whose means are those of the records', async () => {
    const means = await query(
      `SELECT case_id, avg("ndcg@10") AS ndcg, avg("mrr@5") AS mrr FROM '${path}' GROUP BY ALL`,
    );
    for (const { record } of stored) {
      const mean = means.find((row) => row.case_id === record.caseId)!;
      const { metrics } = record as Extract<typeof record, { status: 'completed' }>;
      expect(mean.ndcg).toBeCloseTo(metrics['ndcg@10']!, 6);
      expect(mean.mrr).toBeCloseTo(metrics['mrr@5']!, 6);
    }
  });

  it('is the same bytes each time', async () => {
    const again = join(folder, 'again.parquet');
    await writePerUserParquet(again, reportRows(stored.map(({ record }) => record)), withoutIds(answerReader(stored)));
    const hash = async (file: string) =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    expect(await hash(again)).toBe(await hash(path));
    await rm(again);
  });

  it('names the cases whose answers are not there, and holds the others', async () => {
    const out = join(folder, 'part.parquet');
    const rows = reportRows(stored.map(({ record }) => record));
    const reader = answerReader(stored);
    const gone = stored[0]!.record.caseId;
    const partly: typeof reader = {
      ...reader,
      array: (record, name) =>
        record.caseId === gone ? { absence: `Cannot read ${gone}.` } : reader.array(record, name),
    };
    const { caseCount, absences } = await writePerUserParquet(out, rows, withoutIds(partly));
    expect([caseCount, absences]).toEqual([7, [`Cannot read ${gone}.`]]);
    await rm(out);
  });

  it('is a file without rows where there are no records', async () => {
    const out = join(folder, 'none.parquet');
    expect(await writePerUserParquet(out, [], withoutIds(answerReader([])))).toEqual({
      caseCount: 0,
      rowCount: 0,
      absences: [],
      idAbsences: [],
    });
    expect(await query(`SELECT count(*)::INTEGER AS n FROM '${out}'`)).toEqual([{ n: 0 }]);
    await rm(out);
  });
});
