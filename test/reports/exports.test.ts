import { describe, expect, it } from 'vitest';
import { csvReport } from '../../reports/csv.ts';
import { jsonReport } from '../../reports/json.ts';
import { reportRows } from '../../reports/rows.ts';
import { completedRecord, failedRecord, trainedRecord } from '../harness/recordFixture.ts';

const rows = reportRows([completedRecord(), trainedRecord(1, 0.05), trainedRecord(2, 0.07)]);

describe('JSON report', () => {
  it('summarises the seeds of a row', () => {
    const { schemaVersion, rows: made } = jsonReport(rows);
    expect(schemaVersion).toBe(1);
    expect(made.map((row) => [row.baseline, row.engine, row.seeds])).toEqual([
      ['popularity', null, [1]],
      ['sasrec', 'onnx', [1, 2]],
    ]);
    const ndcg = made[1]!.metrics['ndcg@10']!;
    expect(ndcg.mean).toBeCloseTo(0.06, 12);
    expect(ndcg.sd).toBeCloseTo(0.0141421356, 9);
    // 0.06 -+ t(0.975; 1) 12.7062 x 0.01414 / sqrt(2)
    expect(ndcg.low).toBeCloseTo(-0.067062, 6);
    expect(ndcg.high).toBeCloseTo(0.187062, 6);
    expect(made[1]!.costs.fitSeconds).toMatchObject({ median: 61.5, min: 61, max: 62, n: 2 });
  });

  it('has no interval for a single seed, and null for what was not measured', () => {
    const [row] = jsonReport(rows).rows;
    expect(row!.metrics['ndcg@10']).toEqual({
      ...{ n: 1, mean: 0.025, median: 0.025, min: 0.025, max: 0.025 },
      ...{ sd: null, low: null, high: null },
    });
    expect(row!.costs.trainSecondsPerEpoch).toBeNull();
  });

  it('gives the same bytes for the same records', () => {
    expect(JSON.stringify(jsonReport(rows))).toBe(
      JSON.stringify(jsonReport(reportRows([completedRecord(), trainedRecord(1, 0.05), trainedRecord(2, 0.07)]))),
    );
  });
});

describe('CSV report', () => {
  const lines = csvReport(rows).split('\r\n');

  it('has one line per row and figure, and leaves missing fields empty', () => {
    const kinds = lines.filter((line) => line.includes('ndcg@10'));
    expect(kinds).toHaveLength(2);
    expect(kinds[0]).toMatch(
      /^popularity,shop,false,strict,.*,,,.*,1,metric,ndcg@10,1,0\.025,,,,0\.025,0\.025,0\.025$/u,
    );
    expect(lines.find((line) => line.startsWith('popularity') && line.includes('trainSecondsPerEpoch'))).toMatch(
      /cost,trainSecondsPerEpoch,0,,,,,,,$/u,
    );
  });

  it('has as many fields in every line as in the heading', () => {
    const counts = new Set(lines.filter((line) => line !== '').map((line) => line.split(',').length));
    expect(counts.size).toBe(1);
  });

  it('quotes what needs it', () => {
    const baseline = { ...completedRecord().baseline, label: 'a "b", c\nd' };
    expect(csvReport(reportRows([completedRecord({ baseline })]))).toContain('"a ""b"", c\nd",shop');
  });
});

describe('rows', () => {
  it('count the newest of several records of a case', () => {
    const old = completedRecord({ startedAt: '2025-01-01T00:00:00.000Z', metrics: { 'ndcg@10': 0.9 } });
    const [row] = reportRows([completedRecord(), old]);
    expect(row!.metrics['ndcg@10']!.mean).toBe(0.025);
  });

  it('keep failed seeds beside the completed ones', () => {
    const [row] = reportRows([completedRecord(), failedRecord({ seed: 2, caseId: 'other' })]);
    expect(row!.seeds).toEqual([1]);
    expect(row!.failures).toEqual([{ seed: 2, message: 'out of cheese' }]);
  });

  it('keep settings apart', () => {
    expect(
      reportRows([completedRecord(), completedRecord({ caseId: 'x', settings: { count: 'users' } })]),
    ).toHaveLength(2);
  });
});
