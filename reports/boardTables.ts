/** The tables of a board, and what has to be said below them. */
import { accuracyTable } from './accuracyTable.ts';
import type { Board } from './boards.ts';
import { costTable } from './costTable.ts';
import { latencyTable } from './latencyTable.ts';
import type { TableView } from './tableView.ts';

export function boardTables(board: Board): TableView[] {
  const latency = latencyTable(board);
  return [accuracyTable(board), costTable(board), ...(latency === null ? [] : [latency])];
}

/** One line per failed case and per warning. */
export function failureLines({ rows }: Board): string[] {
  return rows.flatMap((row) => [
    ...row.failures.map(({ seed, message }) => `FAILED: ${row.label}, seed ${seed}: ${message}`),
    ...row.warnings.map((warning) => `Warning: ${row.label}: ${warning}`),
  ]);
}
