/** `leaderboard.json` as CSV: one line per row and figure, so that a new figure adds lines and moves no column. */
import { csvLine, type CsvValue } from '../csvLine.ts';
import type { LeaderboardParts } from './leaderboard.ts';
import type { LeaderboardRow } from './leaderboardSchema.ts';

const COLUMNS = [
  ...['row', 'model', 'baseline', 'dataset', 'is_simulated', 'dataset_hash', 'protocol', 'split_hash'],
  ...['engine', 'threads', 'machine', 'grade', 'submission', 'commits', 'seeds', 'failed_seeds'],
  ...['kind', 'figure', 'unit', 'better', 'summary', 'value', 'interval', 'low', 'high', 'sd', 'seed_count'],
];

function rowFields({ provenance, ...row }: LeaderboardRow): CsvValue[] {
  const { name, isSimulated, contentHash } = row.dataset;
  return [
    ...[row.id, row.model, row.baseline, name, isSimulated, contentHash, row.protocol, row.split.hash],
    ...[row.engine?.name ?? null, row.engine?.threads ?? null, row.machine.id],
    ...[provenance.grade, provenance.submission, provenance.commits.map(String).join(' ')],
    ...[row.seeds.join(' '), row.failures.map(({ seed }) => seed).join(' ')],
  ];
}

function rowLines(row: LeaderboardRow, { figures }: LeaderboardParts['head']): string {
  const fields = rowFields(row);
  const lines = figures.map(({ name, kind, unit, better, summary, interval }) => {
    const found = row.figures[name] ?? null;
    // Figures that a row has not have no line.
    if (found === null) return '';
    const { value, low, high, sd, seedCount } = found;
    const about = [kind, name, unit === 'money' && row.prices ? row.prices.currency : unit, better, summary];
    return csvLine([...fields, ...about, value, interval, low, high, sd, seedCount]);
  });
  return lines.join('');
}

/** Row by row. */
export function* leaderboardCsv({ head, rows }: LeaderboardParts): Generator<string> {
  yield csvLine(COLUMNS);
  for (const row of rows()) yield rowLines(row, head);
}
