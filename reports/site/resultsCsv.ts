/** All figures of a board as CSV, one line per row: what a reader opens in a spreadsheet. */
import { csvLine, type CsvValue } from '../csvLine.ts';
import type { ReportRow } from '../rows.ts';
import type { Figure } from './view/figures.ts';

function figureHeads({ id, kind }: Figure): string[] {
  return kind === 'cost' ? [id, `${id} least`, `${id} most`] : [id, `${id} sd`];
}

function figureValues(row: ReportRow, { id, kind }: Figure): CsvValue[] {
  if (kind === 'cost') {
    const spread = row.costs[id as keyof typeof row.costs];
    return spread ? [spread.median, spread.min, spread.max] : [null, null, null];
  }
  const spread = row.metrics[id];
  return spread ? [spread.mean, spread.sd] : [null, null];
}

const HEADS = [
  ...['model', 'baseline', 'settings', 'dataset', 'is simulated', 'dataset hash', 'protocol', 'split hash', 'engine'],
  ...['threads', 'machine', 'seeds', 'failed seeds', 'commits', 'grade', 'submission', 'page'],
];

export function resultsCsv(
  rows: readonly ReportRow[],
  figures: readonly Figure[],
  pageOf: (place: number) => string,
): string {
  const lines = rows.map((row, place) => {
    const { dataset, split, protocol, machine } = row.sample;
    return csvLine([
      ...[row.label, row.baselineId, JSON.stringify(row.settings), dataset.name, dataset.isSimulated],
      ...[dataset.contentHash, protocol, split.hash, row.engine?.name ?? null, row.engine?.threads ?? null, machine.id],
      ...[row.seeds.join(' '), row.failures.map(({ seed }) => seed).join(' '), row.commits.map(String).join(' ')],
      ...[row.provenance.grade, row.provenance.submission, pageOf(place)],
      ...figures.flatMap((figure) => figureValues(row, figure)),
    ]);
  });
  return csvLine([...HEADS, ...figures.flatMap(figureHeads)]) + lines.join('');
}
