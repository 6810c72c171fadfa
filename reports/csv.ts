/** Rows as CSV (RFC 4180), one line per row and figure, so that a new metric adds lines and moves no column. */
import { csvLine, type CsvValue } from './csvLine.ts';
import type { ReportRow } from './rows.ts';
import type { Spread } from './spread.ts';

const COLUMNS = [
  ...['baseline', 'dataset', 'is_simulated', 'protocol', 'dataset_hash', 'split_hash', 'engine', 'threads', 'machine'],
  ...['seeds', 'kind', 'figure', 'n', 'mean', 'sd', 'low', 'high', 'median', 'min', 'max'],
] as const;

function figureLines(row: ReportRow, kind: string, figures: Readonly<Record<string, Spread | null>>): CsvValue[][] {
  const { dataset, split, protocol, machine } = row.sample;
  const start = [row.label, dataset.name, dataset.isSimulated, protocol, dataset.contentHash, split.hash];
  const place = [row.engine?.name ?? null, row.engine?.threads ?? null, machine.id, row.seeds.join(' ')];
  return Object.entries(figures).map(([figure, spread]) => {
    const values = spread
      ? [spread.n, spread.mean, spread.sd, spread.low, spread.high, spread.median, spread.min, spread.max]
      : [0, null, null, null, null, null, null, null];
    return [...start, ...place, kind, figure, ...values];
  });
}

export function csvReport(rows: readonly ReportRow[]): string {
  const lines = rows.flatMap((row) => [
    ...figureLines(row, 'metric', row.metrics),
    ...figureLines(row, 'cost', row.costs),
  ]);
  return [COLUMNS, ...lines].map(csvLine).join('');
}
