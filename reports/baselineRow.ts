/** The row that stands for a baseline where one is needed. */
import type { ReportRow } from './rows.ts';

/** Of several labels the one that is called as the baseline is; else none, for it would be a pick. */
export function rowOfBaseline(rows: readonly ReportRow[], id: string): ReportRow | undefined {
  const own = rows.filter(({ baselineId, seeds }) => baselineId === id && seeds.length > 0);
  return own.find(({ label }) => label === id) ?? (own.length === 1 ? own[0] : undefined);
}
