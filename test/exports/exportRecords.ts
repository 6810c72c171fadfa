/** A few rows with everything that exports must carry over: several seeds, scenarios, a failed case, a label full of marks. */
import type { CompletedRecord, RunRecord } from '../../harness/records/record.ts';
import { reportRows, type ReportRow } from '../../reports/rows.ts';
import { completedRecord, failedRecord, trainedRecord } from '../harness/recordFixture.ts';

/** Marks that mean something to JSON, YAML, CSV, Markdown and spreadsheets. */
export const MARKS = `=1+1 "q" 'a', #b: {c} [d] |e| \\f *g* <i>\n---\n&h %j 🙂`;

type Scenarios = NonNullable<CompletedRecord['scenarios']>;

export function scenarios(p50: number, voidReason: string | null = null): Scenarios {
  const interval = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });
  return {
    session: {
      id: 'session',
      caseIds: [],
      settings: { rounds: 5 },
      startedAt: '2026-01-02T04:00:00.000Z',
      openSeconds: 0.5,
      emptyRequestMilliseconds: null,
      clockMilliseconds: null,
      calibration: [],
    },
    singleStream: {
      sampleCount: 500,
      blockSize: 1,
      rounds: 5,
      firstMilliseconds: 3,
      latencyMilliseconds: { p50: interval(p50), p90: interval(p50 * 2), p95: null, p99: null, p999: null },
      perSecond: interval(1000 / p50),
      energyJoulesPerRequest: null,
      answers: { checked: 500, swapped: 0, different: 0 },
      validity: { isValid: voidReason === null, reason: voidReason },
      repeat: null,
    },
    offline: null,
    server: null,
    samples: { directory: 'x', files: [] },
  };
}

export function exportRecords(): RunRecord[] {
  const base = completedRecord();
  return [
    base,
    trainedRecord(1, 0.05, { scenarios: scenarios(0.2) }),
    trainedRecord(2, 0.07, { scenarios: scenarios(0.25) }),
    trainedRecord(1, 0.06, {
      caseId: 'marks.shop.seed1.0000000000',
      baseline: { id: 'sasrec', label: MARKS, summary: 'Attends.', needs: ['engine'], fileHash: null },
      settings: { hiddenSize: 32 },
      scenarios: scenarios(0.1, 'its answers differ'),
    }),
    failedRecord({ caseId: 'broken', baseline: { ...base.baseline, id: 'broken', label: 'broken' } }),
  ];
}

export function exportRows(): ReportRow[] {
  return reportRows(exportRecords());
}
