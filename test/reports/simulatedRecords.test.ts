import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWER_ARRAYS, readAnswerArray } from '../../harness/records/answerFiles.ts';
import { readRecords, type StoredRecord } from '../../harness/records/recordStore.ts';
import { caseMean, caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { simulatedCases, simulateResults, SMALL_PLAN } from '../support/simulatedRecords.ts';

const plan = { ...SMALL_PLAN, seeds: [1, 2] };
let directory: string;
let stored: StoredRecord[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-simulated-'));
  await simulateResults(directory, plan);
  stored = await readRecords(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('simulated results', () => {
  it('are read as results of a run, a record for every case', () => {
    expect(stored).toHaveLength(plan.shops.length * plan.models.length * plan.seeds.length);
  });

  it('have answers beside every record, from which its metrics come out again', () => {
    for (const { path, record } of stored.slice(0, 14)) {
      if (record.status !== 'completed') throw new Error('a simulated case failed');
      const read = (array: (typeof ANSWER_ARRAYS)[number]) => readAnswerArray(dirname(path), record, array);
      for (const array of ANSWER_ARRAYS) read(array);
      const [items, targets] = [read('items'), read('targets')];
      const ranks = targetRanks({ k: items.shape[1]!, items: items.data as Uint32Array }, targets.data as Uint32Array);
      expect(caseMean(caseValues('ndcg', ranks, 10))).toBe(record.metrics['ndcg@10']);
    }
  });

  it('are the same each time', () => {
    const bytes = () => [...simulatedCases({ ...plan, seeds: [1] })].map((made) => JSON.stringify(made));
    expect(bytes()).toEqual(bytes());
  });
});
