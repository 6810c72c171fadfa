/** Figures across commits: one series per baseline, data, machine and figure, with the steps found in it. */
import { type CommitAt, type CommitOrder, commitsInOrder, placesOf } from '../../reports/history/commitsInOrder.ts';
import { followsMachine, machineDrift } from '../../reports/history/machineDrift.ts';
import { findMetric } from '../../src/metrics/metric.ts';
import { COSTS, type CostId } from '../../src/metrics/cost.ts';
import { mean, median } from '../../src/statistics/describe.ts';
import { findPieces, type Piece, STEP_SETTINGS } from '../../src/statistics/steps.ts';
import { canonicalJson } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../record.ts';

export interface HistoryPoint extends CommitAt {
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

/** @param order Places of commits, as git has them: see `commitsInOrder`. */
export function historySeries(
  records: readonly CompletedRecord[],
  figures: readonly string[],
  order: CommitOrder,
): HistorySeries[] {
  const commits = commitsInOrder(records, order);
  const groups = new Map<string, CompletedRecord[]>();
  for (const record of records) {
    const key = canonicalJson(seriesKey(record));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].flatMap((group) =>
    figures.flatMap((figure) => {
      const series = oneSeries(group, figure, commits);
      return series === null ? [] : [series];
    }),
  );
}

function oneSeries(
  group: readonly CompletedRecord[],
  figure: string,
  commits: readonly CommitAt[],
): HistorySeries | null {
  const drift = machineDrift(group, placesOf(commits));
  const isMetric = findMetric(figure) !== null;
  const valueOf = (record: CompletedRecord): number | null =>
    isMetric ? (record.metrics[figure] ?? null) : drift.even(record, figure as CostId);
  const points = commits.flatMap(({ commit, startedAt }) => {
    const own = group.filter(({ code }) => code.commit === commit);
    const values = own.map(valueOf).filter((value) => value !== null);
    return values.length === 0 ? [] : [{ commit, startedAt, value: (isMetric ? mean : median)(values) }];
  });
  if (points.length === 0) return null;
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
  const isNormalised = drift.isKnown && followsMachine(figure);
  return { ...seriesKey(group[0]!), figure, isNormalised, points, pieces, steps };
}
