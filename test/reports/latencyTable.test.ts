import { describe, expect, it } from 'vitest';
import { boardsOf } from '../../reports/boards.ts';
import { formatMilliseconds, formatRate } from '../../reports/formatNumber.ts';
import { jsonReport } from '../../reports/json.ts';
import { latencyTable } from '../../reports/latencyTable.ts';
import { reportRows } from '../../reports/rows.ts';
import { figureOfSeeds, type ScenarioPart } from '../../reports/scenarioFigures.ts';
import { findFigure } from '../../src/metrics/figure.ts';
import { SCENARIO_FIGURES } from '../../src/metrics/scenarioFigure.ts';
import { completedRecord, trainedRecord } from '../harness/recordFixture.ts';

const interval = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });

function scenarios(p50: number, changes: { reason?: string; rounds?: number; isCapped?: boolean } = {}): ScenarioPart {
  const latencyMilliseconds = { p50: interval(p50), p90: null, p95: null, p99: interval(p50 * 10), p999: null };
  const shared = {
    ...{ sampleCount: 2000, rounds: 10, firstMilliseconds: 5, latencyMilliseconds, perSecond: interval(1000 / p50) },
    ...{ energyJoulesPerRequest: null, answers: { checked: 1, swapped: 0, different: 0 } },
    validity: { isValid: true, reason: null },
  };
  const validity = { isValid: changes.reason === undefined, reason: changes.reason ?? null };
  return {
    session: {
      ...{ id: 'x', caseIds: [], settings: { rounds: changes.rounds ?? 10 }, startedAt: '', openSeconds: 1 },
      emptyRequestMilliseconds: { value: 0.0001, low: 0.00009, high: 0.00011 },
    },
    singleStream: { ...shared, repeat: null },
    offline: { ...shared, sampleCount: 50, batchSize: 256, passSeconds: interval(2) },
    server: {
      ...{ ...shared, validity, limitMilliseconds: 50, tailShare: 0.99, meanBatchSize: 3, trials: [] },
      isCapped: changes.isCapped ?? false,
    },
    samples: { directory: 'x', files: [] },
  };
}

const tableOf = (...records: Parameters<typeof reportRows>[0]) => latencyTable(boardsOf(reportRows(records))[0]!)!;
const cells = (table: ReturnType<typeof tableOf>, label: string) =>
  table.rows.find((row) => row.label === label)!.cells.map(({ text }) => text);

describe('the latency table', () => {
  it('shows each figure with its interval, in the unit that suits it', () => {
    const table = tableOf(
      completedRecord({ scenarios: scenarios(0.0008) }),
      trainedRecord(1, 0.05, { scenarios: scenarios(0.25) }),
    );
    expect(cells(table, 'single-stream, p50')).toEqual(['800 ns [720, 880]', '250 µs [225, 275]']);
    expect(cells(table, 'single-stream, requests per second')[0]).toBe('1,250 k [1,125, 1,375]');
    expect(cells(table, 'server, highest rate with p99 ≤ 50 ms')[1]).toBe('4,000 [3,600, 4,400]');
    expect(table.notes.join(' ')).toContain(
      'Measuring itself costs 100 ns a request (a baseline that computes nothing): 0.0400 % of a request to sasrec, ' +
        '12.5 % of a request to popularity. Single-stream figures are net of it, which leaves an error of 1.25 % of the cheapest.',
    );
    // No record has a 99.9th percentile.
    expect(table.rows.map(({ label }) => label)).not.toContain('single-stream, p99.9');
  });

  it('shows what is void as void, with the reason', () => {
    const table = tableOf(completedRecord({ scenarios: scenarios(1, { reason: 'it cheats' }) }));
    expect(cells(table, 'server, p50 at that rate')).toEqual(['void']);
    expect(table.notes).toContain('void: popularity, server: it cheats.');
  });

  it('says that a server may hold more', () => {
    const table = tableOf(completedRecord({ scenarios: scenarios(1, { isCapped: true }) }));
    expect(cells(table, 'server, highest rate with p99 ≤ 50 ms')).toEqual(['≥ 1,000 [900, 1,100]']);
  });

  it('does not mix what was measured with other settings, and says so', () => {
    const table = tableOf(
      completedRecord({ scenarios: scenarios(1) }),
      trainedRecord(1, 0.05, { scenarios: scenarios(2, { rounds: 3 }) }),
    );
    expect(cells(table, 'single-stream, p50')[1]).toBe('–');
    expect(table.notes).toContain('Measured with other settings, and not shown here: sasrec.');
  });

  it('is not there where nothing was measured', () => {
    expect(latencyTable(boardsOf(reportRows([completedRecord()]))[0]!)).toBeNull();
  });

  it('takes the median of seeds, with the widest interval', () => {
    const parts = [scenarios(1), scenarios(5), scenarios(2)];
    expect(figureOfSeeds(parts, 'singleStream.p50Milliseconds')).toEqual({ value: 2, low: 0.9, high: 5.5 });
    const table = tableOf(
      trainedRecord(1, 0.05, { scenarios: scenarios(1) }),
      trainedRecord(2, 0.05, { scenarios: scenarios(3) }),
    );
    expect(cells(table, 'single-stream, p50')).toEqual(['2.00 ms [0.900, 3.30]']);
  });
});

describe('figures', () => {
  it('are in the JSON report, null where void', () => {
    const { rows } = jsonReport(reportRows([completedRecord({ scenarios: scenarios(1, { reason: 'no' }) })]));
    expect(rows[0]!.scenarios['offline.passSeconds']).toEqual(interval(2));
    expect(rows[0]!.scenarios['server.perSecond']).toBeNull();
  });

  it.each([
    ['ndcg@10', 'metric', 'NDCG@10', 'share', 'higher'],
    ['user-mean-recall@5', 'metric', 'Recall@5 by user', 'share', 'higher'],
    ['peakMemoryBytes', 'cost', 'peak memory', 'bytes', 'lower'],
    ['server.perSecond', 'scenario', 'server, highest rate', 'per second', 'higher'],
  ])('%s are found by name', (name, kind, label, unit, better) => {
    expect(findFigure(name)).toMatchObject({ name, kind, label, unit, better });
  });

  it('that do not exist are not found, and no name is taken twice', () => {
    expect(findFigure('ndcg')).toBeNull();
    expect(findFigure('server.nothing')).toBeNull();
    const names = SCENARIO_FIGURES.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    [24_510, '24.5 k'],
    [9_999, '9,999'],
    [12_345_678, '12.3 M'],
    [0.5, '0.500'],
  ])('rates: %d is %s', (value, text) => {
    expect(formatRate(value, value)).toBe(text);
  });

  it.each([
    [0.00085, '850 ns'],
    [0.25, '250 µs'],
    [12.5, '12.5 ms'],
    [2500, '2.50 s'],
    [0, '0 ns'],
  ])('milliseconds: %d is %s', (value, text) => {
    expect(formatMilliseconds(value, value)).toBe(text);
  });
});
