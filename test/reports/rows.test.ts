/** Which records stand in one row: the seeds of one model, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { reportRows } from '../../reports/rows.ts';
import { failedRecord, trainedRecord } from '../harness/recordFixture.ts';

type Profiles = NonNullable<CompletedRecord['profiles']>;

/** A case that learnt from profiles; of another case id where they are others. */
function distilled(seed: number, contentHash: string, changes: Partial<CompletedRecord> = {}): CompletedRecord {
  const record = trainedRecord(seed, 0.05);
  const profiles = { name: 'template', label: 'template', contentHash } as Profiles;
  return { ...record, caseId: `${record.caseId}-${contentHash}`, profiles, ...changes };
}

describe('rows', () => {
  it('never mix models that learnt from different profiles', () => {
    const rows = reportRows([distilled(1, 'aaaa'), distilled(2, 'aaaa'), distilled(1, 'bbbb'), distilled(2, 'bbbb')]);
    expect(rows.map(({ seeds }) => seeds)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
  });

  it('hold a failed case beside the seeds that it belongs to', () => {
    const done = distilled(1, 'aaaa');
    const { baseline, settings, machine, dataset, split, measure, cutoffs } = done;
    const failed = failedRecord({
      ...{ baseline, settings, machine, dataset, split, measure, cutoffs },
      engine: done.engine && { name: done.engine.name, threads: done.engine.threads },
      seed: 2,
      caseId: 'failed',
    });
    const rows = reportRows([done, failed]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.failures.map(({ seed }) => seed)).toEqual([2]);
  });

  it('are those of merged directories, whatever part held which records, and in what order they are read', () => {
    const all = [1, 2, 3].flatMap((seed) =>
      ['aaaa', 'bbbb', 'cccc'].map((profiles) => distilled(seed, profiles, { wallSeconds: seed })),
    );
    const byKey = (records: readonly CompletedRecord[]) =>
      reportRows(records).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all), (shuffled, twice) => {
        expect(byKey([...shuffled, ...twice])).toEqual(byKey(all));
      }),
    );
  });

  it('count a seed once, as it came out last', () => {
    const metrics = (ndcg10: number) => ({ ...trainedRecord(1, ndcg10).metrics });
    const [first, again] = [
      distilled(1, 'aaaa', { caseId: 'written so', metrics: metrics(0.02), startedAt: '2026-01-01T00:00:00.000Z' }),
      distilled(1, 'aaaa', {
        caseId: 'written otherwise',
        metrics: metrics(0.04),
        startedAt: '2026-01-02T00:00:00.000Z',
      }),
    ];
    const [row] = reportRows([again, first]);
    expect(row!.seeds).toEqual([1]);
    expect(row!.metrics['ndcg@10']!.mean).toBe(0.04);
  });
});
