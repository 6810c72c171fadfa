/** The tables of a board, and what has to be said below them. */
import { accuracyTable } from './accuracyTable.ts';
import { rowsOfOtherMetrics } from './boardDifferences.ts';
import type { Board } from './boards.ts';
import { breakEvenTable } from './breakEvenTable.ts';
import { costTable } from './costTable.ts';
import { latencyTable } from './latencyTable.ts';
import { mainMetric } from './mainMetric.ts';
import type { DropOrder, TableView } from './tableView.ts';

export function boardTables(board: Board): TableView[] {
  const dropOrder = leastAccurateFirst(board);
  const byBaseline = [accuracyTable(board), costTable(board), latencyTable(board)];
  const breakEven = breakEvenTable(board);
  return [
    ...byBaseline.flatMap((view) => (view === null ? [] : [{ ...view, dropOrder }])),
    ...(breakEven === null ? [] : [breakEven]),
  ];
}

function leastAccurateFirst({ rows }: Board): DropOrder {
  const name = mainMetric(rows);
  const mean = (place: number) => rows[place]!.metrics[name]?.mean ?? -Infinity;
  const columns = [...rows.keys()].sort((a, b) => mean(a) - mean(b));
  return { columns, rule: `lowest ${name.toUpperCase()} first` };
}

/** One line per failed case and per warning. */
export function failureLines(board: Board): string[] {
  const ofRows = board.rows.flatMap((row) => [
    ...row.failures.map(({ seed, message }) => `FAILED: ${row.label}, seed ${seed}: ${message}`),
    ...row.warnings.map((warning) => `Warning: ${row.label}: ${warning}`),
  ]);
  const others = rowsOfOtherMetrics(board).map(({ label }) => label);
  const metrics = `Warning: metrics of ${others.join(', ')} were computed by OTHER DEFINITIONS than the rest; run them again.`;
  return others.length === 0 ? ofRows : [...ofRows, metrics];
}
