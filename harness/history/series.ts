/**
 * Figures across commits: one series per baseline, data, machine and figure, with the steps found in it. Settings that
 * differ at one commit are series of their own; settings that a commit changed are one series, whose step names them.
 */
import { group } from 'd3-array';
import { type CommitAt, type CommitOrder, commitsInOrder, placesOf } from '../../reports/history/commitsInOrder.ts';
import { differences, flatSettings } from '../../reports/distinctions.ts';
import { followsMachine, machineDrift } from '../../reports/history/machineDrift.ts';
import { findMetric } from '../../src/metrics/metric.ts';
import { COSTS, type CostId } from '../../src/metrics/cost.ts';
import { mean, median } from '../../src/statistics/describe.ts';
import { findPieces, type Piece, STEP_SETTINGS } from '../../src/statistics/steps.ts';
import { canonicalJson, shortHash } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../records/record.ts';

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
  /** Settings that changed with it, as `width: 64 to 128`. */
  readonly changedSettings: readonly string[];
}

export interface HistorySeries {
  readonly label: string;
  /** Settings that tell series of one label apart, as in tables; empty where there is but one. */
  readonly distinction: string;
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

export function seriesLabel({ label, distinction }: Pick<HistorySeries, 'label' | 'distinction'>): string {
  return distinction === '' ? label : `${label} (${distinction})`;
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

/** All that was chosen for a case, by name: what it trains with and from, and how it is measured. */
function choicesOf({ settings, baseline, profiles, measure, cutoffs, skipBadRows }: CompletedRecord) {
  return new Map(
    flatSettings({
      ...(settings as object),
      ...(profiles && { profiles: shortHash(profiles.contentHash) }),
      ...(baseline.fileHash !== null && { file: shortHash(baseline.fileHash) }),
      ...{ measure, listLength: Math.max(...cutoffs), skipBadRows },
    }),
  );
}

const choiceKey = (record: CompletedRecord): string => canonicalJson([...choicesOf(record)]);

/** One group, or where a commit has several choices one for each of them, with what tells it apart. */
function variants(records: readonly CompletedRecord[]): { records: CompletedRecord[]; distinction: string }[] {
  const commits = new Set(records.map(({ code }) => code.commit));
  const choicesOfCommits = new Set(records.map((record) => canonicalJson([record.code.commit, choiceKey(record)])));
  if (choicesOfCommits.size === commits.size) return [{ records: [...records], distinction: '' }];
  const own = [...group(records, choiceKey).values()];
  const texts = differences(own.map(([sample]) => choicesOf(sample!)));
  return own.map((alike, place) => ({ records: alike, distinction: texts[place]! }));
}

/** @param order Places of commits, as git has them: see `commitsInOrder`. */
export function historySeries(
  records: readonly CompletedRecord[],
  figures: readonly string[],
  order: CommitOrder,
): HistorySeries[] {
  const commits = commitsInOrder(records, order);
  const groups = group(records, (record) => canonicalJson(seriesKey(record)));
  return [...groups.values()].flatMap(variants).flatMap(({ records: own, distinction }) =>
    figures.flatMap((figure) => {
      const series = oneSeries(own, distinction, figure, commits);
      return series === null ? [] : [series];
    }),
  );
}

function changedSettings(before: CompletedRecord, after: CompletedRecord): string[] {
  const [old, now] = [choicesOf(before), choicesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => `${key}: ${old.get(key) ?? 'none'} to ${now.get(key) ?? 'none'}`);
}

function oneSeries(
  records: readonly CompletedRecord[],
  distinction: string,
  figure: string,
  commits: readonly CommitAt[],
): HistorySeries | null {
  const drift = machineDrift(records, placesOf(commits));
  const isMetric = findMetric(figure) !== null;
  const valueOf = (record: CompletedRecord): number | null =>
    isMetric ? (record.metrics[figure] ?? null) : drift.even(record, figure as CostId);
  const points = commits.flatMap(({ commit, startedAt }) => {
    const own = records.filter(({ code }) => code.commit === commit);
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
    const before = points[piece.from - 1]!;
    const recordAt = (point: HistoryPoint) => records.find(({ code }) => code.commit === point.commit)!;
    const changed = changedSettings(recordAt(before), recordAt(at));
    return { commit: at.commit, before, at, from, to, direction, changedSettings: changed };
  });
  const isNormalised = drift.isKnown && followsMachine(figure);
  return { ...seriesKey(records[0]!), distinction, figure, isNormalised, points, pieces, steps };
}
