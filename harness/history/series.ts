/** Figures across commits: one series per baseline, data, machine and figure, with the steps found in it. */
import { findMetric } from '../../src/metrics/metric.ts';
import { COSTS, type CostId } from '../../src/metrics/cost.ts';
import { mean, median } from '../../src/statistics/describe.ts';
import { findPieces, type Piece, STEP_SETTINGS } from '../../src/statistics/steps.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';
import { machineSlowness } from '../compare/latencyDifference.ts';
import type { CompletedRecord } from '../record.ts';

export interface HistoryPoint {
  /** Null outside git. */
  readonly commit: string | null;
  /** Of the commit's first record; ISO 8601. */
  readonly startedAt: string;
  /** Mean over seeds of a metric, median of a cost. */
  readonly value: number;
}

export interface HistoryStep {
  /** First commit with the new level. */
  readonly commit: string | null;
  readonly before: HistoryPoint;
  readonly at: HistoryPoint;
  readonly from: number;
  readonly to: number;
  readonly direction: 'better' | 'worse';
}

export interface HistorySeries {
  readonly label: string;
  readonly dataset: string;
  readonly split: string;
  readonly protocol: string;
  readonly machine: string;
  readonly engine: string | null;
  /** Name of a metric or id of a cost. */
  readonly figure: string;
  /** Whether the machine's drift, as calibrations have it, is divided out. */
  readonly isNormalised: boolean;
  readonly points: readonly HistoryPoint[];
  readonly pieces: readonly Piece[];
  readonly steps: readonly HistoryStep[];
}

/** Costs that follow the speed of the machine. */
const TIMES: readonly string[] = COSTS.filter(({ unit }) => unit === 'seconds' || unit === 'milliseconds').map(
  ({ id }) => id,
);

function valueOf(record: CompletedRecord, figure: string): number | null {
  return findMetric(figure) === null ? (record.costs[figure as CostId] ?? null) : (record.metrics[figure] ?? null);
}

function isBetterHigher(figure: string): boolean {
  const definition = findMetric(figure)?.definition ?? COSTS.find(({ id }) => id === figure);
  return definition?.better === 'higher';
}

function seriesKey({ baseline, dataset, split, protocol, machine, engine }: CompletedRecord) {
  return {
    label: baseline.label,
    dataset: dataset.name,
    split: split.hash,
    protocol,
    machine: machine.id,
    engine: engine === null ? null : `${engine.name}/${engine.provider}, ${engine.threads} threads`,
  };
}

/** @param order Places of commits, where git knows them; else the time of their first record decides. */
export function historySeries(
  records: readonly CompletedRecord[],
  figures: readonly string[],
  order: ReadonlyMap<string, number> | null,
): HistorySeries[] {
  const groups = new Map<string, CompletedRecord[]>();
  for (const record of records) {
    const key = canonicalJson(seriesKey(record));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].flatMap((group) =>
    figures.flatMap((figure) => {
      const series = oneSeries(group, figure, order);
      return series === null ? [] : [series];
    }),
  );
}

function oneSeries(
  group: readonly CompletedRecord[],
  figure: string,
  order: ReadonlyMap<string, number> | null,
): HistorySeries | null {
  const isTime = TIMES.includes(figure);
  const reference = group.find((record) => machineSlowness(record) !== null);
  const isNormalised = isTime && group.every((record) => machineSlowness(record) !== null);
  const even = (record: CompletedRecord, value: number): number =>
    isNormalised ? (value * machineSlowness(reference!)!) / machineSlowness(record)! : value;
  const byCommit = new Map<string | null, { startedAt: string; values: number[] }>();
  for (const record of group) {
    const value = valueOf(record, figure);
    if (value === null) continue;
    const { commit } = record.code;
    const point = byCommit.get(commit) ?? { startedAt: record.startedAt, values: [] };
    point.values.push(even(record, value));
    if (record.startedAt < point.startedAt) point.startedAt = record.startedAt;
    byCommit.set(commit, point);
  }
  const summarise = findMetric(figure) === null ? median : mean;
  const points = [...byCommit].map(([commit, { startedAt, values }]) => ({
    commit,
    startedAt,
    value: summarise(values),
  }));
  if (points.length === 0) return null;
  const isKnown = order !== null && points.every(({ commit }) => commit !== null && order.has(commit));
  points.sort((a, b) => (isKnown ? order.get(a.commit!)! - order.get(b.commit!)! : a.startedAt < b.startedAt ? -1 : 1));
  const pieces = findPieces(
    points.map(({ value }) => value),
    STEP_SETTINGS,
  );
  const steps = pieces.slice(1).map((piece, index): HistoryStep => {
    const [from, to] = [pieces[index]!.level, piece.level];
    const at = points[piece.from]!;
    const direction = to > from === isBetterHigher(figure) ? 'better' : 'worse';
    return { commit: at.commit, before: points[piece.from - 1]!, at, from, to, direction };
  });
  return { ...seriesKey(group[0]!), figure, isNormalised, points, pieces, steps };
}
