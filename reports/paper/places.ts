/** What the paper's tables and figures are of: rows that share data, split and protocol, and pairs of models. */
import type { ReportRow } from '../rows.ts';

/** Without distillation and with it. */
export const MODELS = [
  ['sasrec', 'sasrec-distilled'],
  ['bert4rec', 'bert4rec-distilled'],
] as const;

/** Groups of rows in the order in which they come. */
export function places(rows: readonly ReportRow[]): ReportRow[][] {
  const groups = new Map<string, ReportRow[]>();
  for (const row of rows) {
    const { dataset, split, protocol } = row.sample;
    const key = `${dataset.contentHash} ${split.hash} ${protocol}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

export function placeName([row]: readonly ReportRow[]): string {
  const { dataset, protocol } = row!.sample;
  return protocol === 'strict' ? dataset.name : `${dataset.name}, ${protocol}`;
}
