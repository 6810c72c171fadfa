/** Order of commits and drift of the machine, the same in `seqbench history` and on the site's page. */
import { describe, expect, it } from 'vitest';
import { historySeries } from '../../harness/history/series.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { commitsInOrder } from '../../reports/history/commitsInOrder.ts';
import { allRunHere } from '../../reports/provenance.ts';
import { reportRows } from '../../reports/rows.ts';
import { boardData } from '../../reports/site/boardData.ts';
import { historyData } from '../../reports/site/historyData.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

const COMMITS = ['c0', 'a1', 'b2', 'd3'];
/** As git has them. */
const order = new Map(COMMITS.map((commit, place) => [commit, place]));
/** Measured in another order: the second commit last. */
const DAYS = [1, 9, 2, 3];

/** A machine of this speed; a request takes 4 ms at speed 1, and the last commit made it half as slow again. */
function record(place: number, seed: number, speed: number | null): CompletedRecord {
  const base = trainedRecord(seed, 0.05 + place / 1000 + seed / 10_000);
  const milliseconds = ((place === 3 ? 6 : 4) * (1 + seed / 100)) / (speed ?? 1);
  const calibration =
    speed === null
      ? null
      : {
          ...{ matrixProductGflopPerSecond: 100 * speed, memoryCopyGigabytesPerSecond: 10 * speed },
          ...{ threads: 2, rounds: 3, seconds: 5, measuredAt: '2026-01-01T00:00:00.000Z', versions: {} },
        };
  return {
    ...base,
    code: { ...base.code, commit: COMMITS[place]! },
    startedAt: `2026-01-0${DAYS[place]!}T00:00:0${seed}.000Z`,
    machine: { ...base.machine, calibration },
    costs: { ...base.costs, singleStreamP50Milliseconds: milliseconds, usersPerSecond: 1000 / milliseconds },
  };
}

const SPEEDS = [1, 2, 0.5, 4];
const records = SPEEDS.flatMap((speed, place) => [1, 2, 3].map((seed) => record(place, seed, speed)));
const FIGURES = ['ndcg@10', 'singleStreamP50Milliseconds', 'usersPerSecond', 'peakMemoryBytes'];

function onSite(own: readonly CompletedRecord[], commitOrder: ReadonlyMap<string, number> | null) {
  const rows = reportRows(own);
  return historyData({ records: own, provenanceOf: allRunHere, commitOrder }, rows, boardData(rows));
}

describe('commits', () => {
  it("stand in git's order where git knows all of them, else in that of their first record", () => {
    const names = (known: ReadonlyMap<string, number> | null) =>
      commitsInOrder(records, known).map(({ commit }) => commit);
    expect(names(order)).toEqual(COMMITS);
    const byTime = ['c0', 'b2', 'd3', 'a1'];
    expect(names(null)).toEqual(byTime);
    expect(names(new Map([['c0', 0]]))).toEqual(byTime);
    const outside = {
      ...records[0]!,
      code: { ...records[0]!.code, commit: null },
      startedAt: '2026-01-02T12:00:00.000Z',
    };
    expect(commitsInOrder([...records, outside], order).map(({ commit }) => commit)).toEqual([
      'c0',
      'b2',
      null,
      'd3',
      'a1',
    ]);
  });
});

describe('times', () => {
  it.each([
    ['threads', { threads: 1 }],
    ['runtime', { versions: { 'onnxruntime-node': '9.9.9' } }],
  ])('stay as measured where the speed was found out by another %s', (_, changes) => {
    const own = records.map((one, at) => {
      const { calibration } = one.machine;
      return at === 0 ? { ...one, machine: { ...one.machine, calibration: { ...calibration!, ...changes } } } : one;
    });
    const [series] = historySeries(own, ['singleStreamP50Milliseconds'], order);
    expect(series!.isNormalised).toBe(false);
  });

  it('are what they would be at the speed of the first commit, whatever the order in which records are read', () => {
    for (const own of [records, records.toReversed()]) {
      const series = historySeries(own, ['singleStreamP50Milliseconds', 'usersPerSecond'], order);
      expect(series.map(({ isNormalised }) => isNormalised)).toEqual([true, true]);
      const values = series.map(({ points }) => points.map(({ value }) => Number(value.toFixed(6))));
      expect(values[0]).toEqual([4.08, 4.08, 4.08, 6.12]);
      expect(values[1]).toEqual(
        [4.08, 4.08, 4.08, 6.12].map((milliseconds) => Number((1000 / milliseconds).toFixed(6))),
      );
    }
  });

  it('stay as measured where one run did not measure the machine', () => {
    const [series] = historySeries([...records.slice(1), record(0, 1, null)], ['singleStreamP50Milliseconds'], order);
    expect(series!.isNormalised).toBe(false);
    expect(series!.points.map(({ value }) => Number(value.toFixed(6)))).toEqual([4.08, 2.04, 8.16, 1.53]);
  });
});

describe('the page of the history', () => {
  it.each([
    ["git's order", order],
    ['the order of time', null],
  ])('has the figures of seqbench history, in %s', (_, commitOrder) => {
    const data = onSite(records, commitOrder);
    const [onPage] = data.series;
    for (const series of historySeries(records, FIGURES, commitOrder)) {
      const values = onPage!.values[series.figure]!;
      expect(values.isNormalised).toBe(series.isNormalised);
      expect(values.commits.map((place) => data.commits[place]!.commit)).toEqual(
        series.points.map(({ commit }) => commit),
      );
      for (const [place, { value }] of series.points.entries()) expect(values.value[place]! / value).toBeCloseTo(1, 5);
    }
  });

  it('spreads seeds at the same speed, too', () => {
    const { low, high } = onSite(records, order).series[0]!.values['singleStreamP50Milliseconds']!;
    expect([low[1], high[1]]).toEqual([4.04, 4.12]);
  });
});

describe('settings', () => {
  const withWidth = (own: CompletedRecord, width: number): CompletedRecord => ({ ...own, settings: { width } });

  /** Twelve commits, of which the seventh made requests half as slow again. */
  const stepped = Array.from({ length: 12 }, (_, place) => {
    const own = record(place < 6 ? 0 : 3, 1, 1);
    return { ...own, code: { ...own.code, commit: `e${place}` }, startedAt: `2026-02-${10 + place}T00:00:00.000Z` };
  });

  it('that a commit changed are one series, whose step names them', () => {
    const own = stepped.map((one, place) => withWidth(one, place < 6 ? 64 : 128));
    const [series, ...others] = historySeries(own, ['singleStreamP50Milliseconds'], null);
    expect(others).toEqual([]);
    expect(series!.distinction).toBe('');
    expect(series!.steps.map(({ commit, changedSettings }) => [commit, changedSettings])).toEqual([
      ['e6', ['width: 64 to 128']],
    ]);
  });

  it('that stay are named at no step', () => {
    const [series] = historySeries(stepped, ['singleStreamP50Milliseconds'], null);
    expect(series!.steps.map(({ commit, changedSettings }) => [commit, changedSettings])).toEqual([['e6', []]]);
  });

  it('of measuring, and profiles, that stand side by side are series of their own, too', () => {
    const single = records.map((one) => ({ ...one, measure: { ...one.measure, batchSize: 1 } }));
    const measured = historySeries([...records, ...single], ['ndcg@10'], order);
    expect(measured.map(({ distinction }) => distinction)).toEqual([
      `measure.batchSize=${records[0]!.measure.batchSize}`,
      'measure.batchSize=1',
    ]);
    const taught = records.map((one) => ({ ...one, profiles: { contentHash: 'a' } as CompletedRecord['profiles'] }));
    expect(historySeries([...records, ...taught], ['ndcg@10'], order)).toHaveLength(2);
  });

  it('that stand side by side at a commit are series of their own', () => {
    const slower = records.map((one) => {
      const costs = { ...one.costs, singleStreamP50Milliseconds: one.costs.singleStreamP50Milliseconds * 2 };
      return withWidth({ ...one, costs }, 128);
    });
    const own = [...records.map((one) => withWidth(one, 64)), ...slower];
    const series = historySeries(own, ['singleStreamP50Milliseconds'], order);
    expect(series.map(({ distinction }) => distinction)).toEqual(['width=64', 'width=128']);
    const values = series.map(({ points }) => points.map(({ value }) => Number(value.toFixed(6))));
    expect(values).toEqual([
      [4.08, 4.08, 4.08, 6.12],
      [8.16, 8.16, 8.16, 12.24],
    ]);
  });
});
