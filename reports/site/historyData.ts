/** From records of all commits to the data of the history's page. Pure. */
import { group } from 'd3-array';
import type { CostId } from '../../src/metrics/cost.ts';
import { commitsInOrder, placesOf } from '../history/commitsInOrder.ts';
import { followsMachine, machineDrift, type MachineDrift } from '../history/machineDrift.ts';
import { reportRows, rowKey, type ReportRow } from '../rows.ts';
import { spreadOf, type Spread } from '../spread.ts';
import { completedOf, engineText, machineText } from './rowText.ts';
import type { SiteInput } from './siteInput.ts';
import type { BoardData } from './view/boardData.ts';
import type { Figure } from './view/figures.ts';
import type { HistoryData, HistorySeries, HistoryValue } from './view/historyData.ts';

/** Besides the usual columns. */
const MORE_FIGURES = ['singleStreamP99Milliseconds', 'inferenceSeconds', 'trainSecondsPerEpoch'];
const DIGITS = 6;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function spreadAt(row: ReportRow, figure: Figure, drift: MachineDrift): Spread | null {
  if (figure.kind !== 'cost') return row.metrics[figure.id] ?? null;
  return spreadOf(completedOf(row).map((record) => drift.even(record, figure.id as CostId)));
}

/** Null where fewer than two commits have the figure. */
function valuesOf(
  figure: Figure,
  rows: readonly (readonly [number, ReportRow])[],
  drift: MachineDrift,
): HistoryValue | null {
  const known = rows.flatMap(([commit, row]) => {
    const spread = spreadAt(row, figure, drift);
    return spread ? [{ commit, spread }] : [];
  });
  if (known.length < 2) return null;
  const end = (spread: Spread, which: 'min' | 'max') => (spread.n === 1 ? null : rounded(spread[which]));
  return {
    commits: known.map(({ commit }) => commit),
    value: known.map(({ spread }) => rounded(figure.kind === 'cost' ? spread.median : spread.mean)),
    low: known.map(({ spread }) => end(spread, 'min')),
    high: known.map(({ spread }) => end(spread, 'max')),
    isNormalised: drift.isKnown && followsMachine(figure.id),
  };
}

export function historyData(
  { records, provenanceOf, commitOrder }: Pick<SiteInput, 'records' | 'provenanceOf' | 'commitOrder'>,
  rows: readonly ReportRow[],
  board: BoardData,
): HistoryData {
  const commits = commitsInOrder(records, commitOrder);
  const placeOf = placesOf(commits);
  const wanted = new Set([...board.usualColumns, ...MORE_FIGURES]);
  const figures = board.figures.filter(({ id }) => wanted.has(id));
  const byRow = group(records, (record) => rowKey(record, provenanceOf));
  const series = rows.flatMap((row, place): HistorySeries[] => {
    const byCommit = group(byRow.get(row.key) ?? [], ({ code }) => placeOf.get(code.commit)!);
    if (byCommit.size < 2) return [];
    const onCommits = [...byCommit]
      .sort(([a], [b]) => a - b)
      .map(([commit, members]) => [commit, reportRows(members, provenanceOf)[0]!] as const);
    const drift = machineDrift(
      onCommits.flatMap(([, own]) => completedOf(own)),
      placeOf,
    );
    const values = figures.flatMap((figure) => {
      const found = valuesOf(figure, onCommits, drift);
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
