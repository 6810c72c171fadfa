/** How well each baseline of a board ranks, one column per baseline, the best of each row marked. */
import { findMetric, METRICS, metricName, USER_MEAN, type MetricDefinition } from '../src/metrics/metric.ts';
import type { Board } from './boards.ts';
import { formatMetric, MISSING, type MetricUnit } from './formatNumber.ts';
import type { Spread } from './spread.ts';
import type { TableCell, TableView } from './tableView.ts';

/** With one target per case these say what others in the table say already; JSON and CSV have them. */
export const SAID_TWICE: readonly string[] = ['precision', 'map'];
/** List length of the figures that are shown at one length only. */
const USUAL_CUTOFF = 10;

function valueText(spread: Spread | null | undefined, unit: MetricUnit): string {
  if (!spread) return MISSING;
  const mean = formatMetric(spread.mean, unit);
  return spread.sd === null ? mean : `${mean} ± ${formatMetric(spread.sd, unit)}`;
}

/** Names of the metrics to show, in order: accuracy at every length, the rest at the usual one. */
function shownNames(cutoffs: readonly number[]): string[] {
  const single = cutoffs.includes(USUAL_CUTOFF) ? USUAL_CUTOFF : Math.max(...cutoffs);
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

/** Best by the mean that is shown: what looks equal is equally best. */
function bestText(spreads: readonly (Spread | null | undefined)[], { unit, better }: MetricDefinition): string | null {
  const means = spreads.filter((spread) => spread !== null && spread !== undefined).map((spread) => spread.mean);
  if (means.length < 2) return null;
  return formatMetric(better === 'higher' ? Math.max(...means) : Math.min(...means), unit);
}

export function accuracyTable({ rows }: Board): TableView {
  const cutoffs = [...new Set(rows.flatMap((row) => row.sample.cutoffs))].sort((a, b) => a - b);
  const lines = shownNames(cutoffs).flatMap((name) => {
    const metric = findMetric(name);
    const spreads = rows.map((row) => row.metrics[name]);
    const exists = spreads.some((spread) => spread !== null && spread !== undefined);
    if (!metric || !exists) return [];
    const { definition, cutoff, mean } = metric;
    const best = definition.about === 'case' ? bestText(spreads, definition) : null;
    const cells = spreads.map((spread): TableCell => {
      const isBest = best !== null && spread !== null && spread !== undefined;
      return {
        text: valueText(spread, definition.unit),
        isBest: isBest && formatMetric(spread.mean, definition.unit) === best,
      };
    });
    return [{ label: rowLabel(definition, cutoff, mean), cells }];
  });
  const hasSeveralSeeds = rows.some((row) => row.seeds.length > 1);
  return {
    title: 'Accuracy',
    corner: 'metric',
    columns: rows.map((row) => row.label),
    rows: lines,
    notes: [
      'The best mean of a row is marked *; rows on the lists alone, which random lists would win, are not.',
      hasSeveralSeeds
        ? 'Mean ± standard deviation over seeds.'
        : 'One seed: what a second seed would change is not known.',
    ],
  };
}
