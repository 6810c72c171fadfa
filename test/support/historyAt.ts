/** One of several histories, to be asked alone. */
import type { HistoryBatch } from '../../src/ranking.ts';

export function historyAt({ offsets, items, users }: HistoryBatch, row: number): HistoryBatch {
  const [start, end] = [offsets[row]!, offsets[row + 1]!];
  return { offsets: Uint32Array.of(0, end - start), items: items.slice(start, end), users: users.slice(row, row + 1) };
}
