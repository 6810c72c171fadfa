/** From rows to the data of the board's page. Pure. */
import { shortHash } from '../../src/canonicalJson.ts';
import { COSTS } from '../../src/metrics/cost.ts';
import { METRICS, metricName } from '../../src/metrics/metric.ts';
import { SAID_TWICE } from '../accuracyTable.ts';
import { headerLines } from '../boardHeader.ts';
import { accuracyKey, boardsOf, type Board } from '../boards.ts';
import { failureLines } from '../boardTables.ts';
import { distinctions } from '../distinctions.ts';
import { mainCutoff } from '../mainMetric.ts';
import { provenanceText } from '../provenance.ts';
import type { ReportRow } from '../rows.ts';
import type { Spread } from '../spread.ts';
import { engineText, machineText, rowId } from './rowText.ts';
import type { BoardData, BoardRow, ComparableSet, FigureValues } from './view/boardData.ts';
import type { Figure } from './view/figures.ts';

/** More digits than any table shows, at half the bytes. */
const DIGITS = 6;
const USUAL_METRICS = ['ndcg', 'recall', 'mrr', 'coverage'] as const;
const USUAL_COSTS = [
  'singleStreamP50Milliseconds',
  'usersPerSecond',
  'fitSeconds',
  'peakMemoryBytes',
  'parameterCount',
];

function metricFigures(rows: readonly ReportRow[]): Figure[] {
  const cutoffs = [...new Set(rows.flatMap((row) => row.sample.cutoffs))].sort((a, b) => a - b);
  const isKnown = (id: string) => rows.some((row) => (row.metrics[id] ?? null) !== null);
  return METRICS.filter(({ id }) => !SAID_TWICE.includes(id)).flatMap(({ id, label, unit, better, about, meaning }) =>
    cutoffs
      .map((cutoff): Figure => {
        const kind = about === 'case' ? 'accuracy' : 'lists';
        return { id: metricName(id, cutoff), label: `${label}@${cutoff}`, kind, unit, better, meaning };
      })
      .filter((figure) => isKnown(figure.id)),
  );
}

/** In a heading of its own, `of it compiling` would not say of what. */
function costLabel(label: string, currencies: readonly string[]): string {
  if (label.startsWith('money')) return `${label} (${currencies.join(', ')})`;
  return label.replace(/^of it /u, 'training: ');
}

function costFigures(rows: readonly ReportRow[]): Figure[] {
  const currencies = new Set(rows.flatMap(({ sample }) => sample.prices?.currency ?? []));
  return COSTS.filter(({ id }) => rows.some((row) => row.costs[id] !== null)).map(
    ({ id, label, unit, better, meaning }): Figure => {
      return { id, label: costLabel(label, [...currencies].sort()), kind: 'cost', unit, better, meaning };
    },
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}

function ends(spread: Spread | null, isCost: boolean): [number, number] | [null, null] {
  if (!spread || spread.sd === null) return [null, null];
  return isCost ? [spread.min, spread.max] : [spread.mean - spread.sd, spread.mean + spread.sd];
}

function figureValues(figure: Figure, rows: readonly ReportRow[]): FigureValues {
  const isCost = figure.kind === 'cost';
  const spreads = rows.map((row) => {
    const figures: Readonly<Record<string, Spread | null>> = isCost ? row.costs : row.metrics;
    return figures[figure.id] ?? null;
  });
  const hasSpread = spreads.some((spread) => spread !== null && spread.sd !== null);
  return {
    value: spreads.map((spread) => rounded(spread && (isCost ? spread.median : spread.mean))),
    low: hasSpread ? spreads.map((spread) => rounded(ends(spread, isCost)[0])) : null,
    high: hasSpread ? spreads.map((spread) => rounded(ends(spread, isCost)[1])) : null,
  };
}

function comparableSet(board: Board, placeOf: ReadonlyMap<ReportRow, number>): ComparableSet {
  const [first] = board.rows as [ReportRow];
  const withEngine = board.rows.find((row) => row.engine !== null) ?? first;
  const { dataset, protocol } = first.sample;
  return {
    id: shortHash(board.key),
    dataset: dataset.name,
    isSimulated: dataset.isSimulated,
    protocol,
    engine: engineText(withEngine),
    machine: machineText(first),
    accuracyKey: shortHash(accuracyKey(first)),
    facts: headerLines(board),
    warnings: failureLines(board),
    members: board.rows.map((row) => placeOf.get(row)!),
  };
}

export function boardData(rows: readonly ReportRow[]): BoardData {
  const metrics = metricFigures(rows);
  const costs = costFigures(rows);
  const figures = [...metrics, ...costs];
  const told = distinctions(rows);
  const cutoff = mainCutoff(rows);
  const has = (id: string) => figures.some((figure) => figure.id === id);
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  return {
    figures,
    sets: boardsOf(rows).map((board) => comparableSet(board, placeOf)),
    rows: rows.map((row, place): BoardRow => ({
      id: rowId(row),
      label: row.label,
      baselineId: row.baselineId,
      distinction: told[place]!,
      seedCount: row.seeds.length,
      failureCount: row.failures.length,
      provenance: provenanceText(row.provenance),
      isUnchecked: row.provenance.grade === 'figures-only',
      place: `${engineText(row)}; ${machineText(row)}`,
    })),
    values: Object.fromEntries(figures.map((figure) => [figure.id, figureValues(figure, rows)])),
    usualColumns: [...USUAL_METRICS.map((id) => metricName(id, cutoff)), ...USUAL_COSTS].filter(has),
    usualAccuracy: metrics.find(({ id }) => id === metricName('ndcg', cutoff))?.id ?? metrics[0]?.id ?? '',
    usualCost: costs.find(({ id }) => id === 'singleStreamP50Milliseconds')?.id ?? costs[0]?.id ?? '',
  };
}
