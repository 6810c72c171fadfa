/** Rows as CSV (RFC 4180), one line per row and figure, so that a new metric adds lines and moves no column. */
import type { ReportRow } from './rows.ts';
import type { Spread } from './spread.ts';

const COLUMNS = [
  ...['baseline', 'dataset', 'is_simulated', 'protocol', 'dataset_hash', 'split_hash', 'engine', 'threads', 'machine'],
  ...['seeds', 'kind', 'figure', 'n', 'mean', 'sd', 'low', 'high', 'median', 'min', 'max'],
] as const;

export type CsvValue = string | number | boolean | null;

/** Labels come from other people, and spreadsheets run a text that begins like a formula. */
function inert(text: string): string {
  const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
  return !isNumber && /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
}

function field(value: CsvValue): string {
  // Missing is an empty field, never 0.
  const text = value === null ? '' : typeof value === 'string' ? inert(value) : String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

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
