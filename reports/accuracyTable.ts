/** How well each baseline of a board ranks, one column per baseline, the best of each row marked. */
import { findMetric, METRICS, metricName, USER_MEAN, type MetricDefinition } from '../src/metrics/metric.ts';
import type { Board } from './boards.ts';
import { columnNames, columnNotes } from './columnNames.ts';
import { formatMetric, MISSING, type MetricUnit } from './formatNumber.ts';
import { mainCutoff } from './mainMetric.ts';
import { notDistinguishable } from './notDistinguishable.ts';
import type { Spread } from './spread.ts';
import type { TableCell, TableView } from './tableView.ts';

/** With one target per case these say what others in the table say already; JSON and CSV have them. */
export const SAID_TWICE: readonly string[] = ['precision', 'map'];

function valueText(spread: Spread | null | undefined, unit: MetricUnit): string {
  if (!spread) return MISSING;
  const mean = formatMetric(spread.mean, unit);
  return spread.sd === null ? mean : `${mean} ± ${formatMetric(spread.sd, unit)}`;
}

/** Names of the metrics to show, in order: accuracy at every length, the rest at the usual one. */
function shownNames(cutoffs: readonly number[], single: number): string[] {
  const ofCases = METRICS.filter(({ about, id }) => about === 'case' && !SAID_TWICE.includes(id));
  const ofLists = METRICS.filter(({ about }) => about === 'list');
  return [
    ...ofCases.flatMap(({ id }) => cutoffs.map((cutoff) => metricName(id, cutoff))),
    ...ofCases.map(({ id }) => USER_MEAN + metricName(id, single)),
    ...ofLists.map(({ id }) => metricName(id, single)),
  ];
}

function rowLabel({ label }: MetricDefinition, cutoff: number, mean: 'case' | 'user'): string {
  return `${label}@${cutoff}${mean === 'user' ? ' by user' : ''}`;
}

type Spreads = readonly (Spread | null | undefined)[];

/** Place of the best mean; null where there are not two to choose from. */
function bestPlace(spreads: Spreads, { better }: MetricDefinition): number | null {
  const known = [...spreads.keys()].filter((place) => spreads[place]);
  if (known.length < 2) return null;
  const sign = better === 'higher' ? 1 : -1;
  return known.reduce((a, b) => (sign * spreads[b]!.mean > sign * spreads[a]!.mean ? b : a));
}

/** What looks equal to the best is equally best. */
function cellsOf(spreads: Spreads, definition: MetricDefinition): TableCell[] {
  const { unit, about } = definition;
  const best = about === 'case' ? bestPlace(spreads, definition) : null;
  const bestText = best === null ? null : formatMetric(spreads[best]!.mean, unit);
  const alike = best === null ? new Set() : notDistinguishable(spreads, best);
  return spreads.map((spread, place) => {
    const isBest =
      bestText !== null && spread !== null && spread !== undefined && formatMetric(spread.mean, unit) === bestText;
    return { text: valueText(spread, unit), isBest, isLikeBest: !isBest && alike.has(place) };
  });
}

export function accuracyTable(board: Board): TableView {
  const { rows } = board;
  const cutoffs = [...new Set(rows.flatMap((row) => row.sample.cutoffs))].sort((a, b) => a - b);
  const lines = shownNames(cutoffs, mainCutoff(rows)).flatMap((name) => {
    const metric = findMetric(name);
    const spreads = rows.map((row) => row.metrics[name]);
    const exists = spreads.some((spread) => spread !== null && spread !== undefined);
    if (!metric || !exists) return [];
    const { definition, cutoff, mean } = metric;
    return [{ label: rowLabel(definition, cutoff, mean), cells: cellsOf(spreads, definition) }];
  });
  const hasSeveralSeeds = rows.some((row) => row.seeds.length > 1);
  return {
    title: 'Accuracy',
    corner: 'metric',
    columns: columnNames(board),
    rows: lines,
    notes: [
      'The best mean of a row is marked *; rows on the lists alone, which random lists would win, are not.',
      hasSeveralSeeds
        ? 'Mean ± standard deviation over seeds.'
        : 'One seed: what a second seed would change is not known.',
      ...(lines.some(({ cells }) => cells.some(({ isLikeBest }) => isLikeBest))
        ? ["Those marked ≈ their seeds cannot tell from the best (Welch's t-test, corrected by Holm, 5 %)."]
        : []),
      ...columnNotes(board),
    ],
  };
}
