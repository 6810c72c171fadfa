/** From records of all commits to the data of the history's page. Pure. */
import type { RunRecord } from '../../harness/record.ts';
import type { ProvenanceOf } from '../provenance.ts';
import { reportRows, rowKey, type ReportRow } from '../rows.ts';
import type { Spread } from '../spread.ts';
import { engineText, machineText } from './rowText.ts';
import type { BoardData } from './view/boardData.ts';
import type { Figure } from './view/figures.ts';
import type { HistoryCommit, HistoryData, HistorySeries, HistoryValue } from './view/historyData.ts';

/** Besides the usual columns. */
const MORE_FIGURES = ['singleStreamP99Milliseconds', 'inferenceSeconds', 'trainSecondsPerEpoch'];
const DIGITS = 6;

function group<Value, Key>(values: Iterable<Value>, keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const known = groups.get(key);
    if (known) known.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** In the order of their first case. */
function commitsOf(records: readonly RunRecord[]): HistoryCommit[] {
  return [...group(records, ({ code }) => code.commit)]
    .map(([commit, members]) => {
      const startedAt = members.reduce((least, one) => (one.startedAt < least ? one.startedAt : least), '9999');
      return { commit, startedAt };
    })
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function spreadAt(row: ReportRow, { kind, id }: Figure): Spread | null {
  const figures: Readonly<Record<string, Spread | null>> = kind === 'cost' ? row.costs : row.metrics;
  return figures[id] ?? null;
}

/** Null where fewer than two commits have the figure. */
function valuesOf(figure: Figure, rows: readonly (readonly [number, ReportRow])[]): HistoryValue | null {
  const known = rows.flatMap(([commit, row]) => {
    const spread = spreadAt(row, figure);
    return spread ? [{ commit, spread }] : [];
  });
  if (known.length < 2) return null;
  const end = (spread: Spread, which: 'min' | 'max') => (spread.n === 1 ? null : rounded(spread[which]));
  return {
    commits: known.map(({ commit }) => commit),
    value: known.map(({ spread }) => rounded(figure.kind === 'cost' ? spread.median : spread.mean)),
    low: known.map(({ spread }) => end(spread, 'min')),
    high: known.map(({ spread }) => end(spread, 'max')),
  };
}

export function historyData(
  records: readonly RunRecord[],
  rows: readonly ReportRow[],
  board: BoardData,
  provenanceOf: ProvenanceOf,
): HistoryData {
  const commits = commitsOf(records);
  const placeOf = new Map(commits.map(({ commit }, place) => [commit, place]));
  const wanted = new Set([...board.usualColumns, ...MORE_FIGURES]);
  const figures = board.figures.filter(({ id }) => wanted.has(id));
  const byRow = group(records, (record) => rowKey(record, provenanceOf));
  const series = rows.flatMap((row, place): HistorySeries[] => {
    const byCommit = group(byRow.get(row.key) ?? [], ({ code }) => placeOf.get(code.commit)!);
    if (byCommit.size < 2) return [];
    const onCommits = [...byCommit]
      .sort(([a], [b]) => a - b)
      .map(([commit, members]) => [commit, reportRows(members, provenanceOf)[0]!] as const);
    const values = figures.flatMap((figure) => {
      const found = valuesOf(figure, onCommits);
      return found ? [[figure.id, found] as const] : [];
    });
    if (values.length === 0) return [];
    const { id, label, distinction } = board.rows[place]!;
    return [
      {
        rowId: id,
        label,
        distinction,
        dataset: row.sample.dataset.name,
        place: `${row.sample.protocol}, ${engineText(row)}, ${machineText(row)}`,
        values: Object.fromEntries(values),
      },
    ];
  });
  return { commits, figures, series, usualFigure: board.usualAccuracy };
}
