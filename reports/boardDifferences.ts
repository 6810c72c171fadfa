/** Which of the facts that rows must share keep several boards apart, by name. Pure. */
import { canonicalJson } from '../src/canonicalJson.ts';
import type { Board } from './boards.ts';
import type { ReportRow } from './rows.ts';

const FACTS: readonly { readonly name: string; readonly of: (row: ReportRow) => unknown }[] = [
  { name: 'data', of: ({ sample }) => [sample.dataset.name, sample.dataset.contentHash] },
  { name: 'protocol', of: ({ sample }) => sample.protocol },
  { name: 'split', of: ({ sample }) => sample.split.hash },
  { name: 'bad rows', of: ({ sample }) => sample.skipBadRows },
  { name: 'list length', of: ({ sample }) => Math.max(...sample.cutoffs) },
  { name: 'way of measuring', of: ({ sample }) => sample.measure },
  { name: 'machine', of: ({ sample }) => sample.machine.id },
  { name: 'Node.js', of: ({ sample }) => sample.machine.nodeVersion },
];

/** A row without an engine stands beside every engine. */
function engineOf({ rows }: Board): unknown {
  const engine = rows.find((row) => row.engine !== null)?.engine ?? null;
  return engine && [engine.name, engine.threads];
}

export function boardDifferences(boards: readonly Board[]): string[] {
  const differs = (values: readonly unknown[]) => new Set(values.map((value) => canonicalJson(value))).size > 1;
  const names = FACTS.filter(({ of }) => differs(boards.map(({ rows }) => of(rows[0]!)))).map(({ name }) => name);
  return differs(boards.map(engineOf)) ? [...names, 'engine'] : names;
}

/** Rows whose metrics were computed by other definitions than those of the first; records of version 1 do not tell. */
export function rowsOfOtherMetrics({ rows }: Board): ReportRow[] {
  const hashOf = ({ sample }: ReportRow) => (sample.status === 'completed' ? sample.metricsHash : null);
  const first = rows.map(hashOf).find((hash) => hash !== null) ?? null;
  return rows.filter((row) => hashOf(row) !== null && hashOf(row) !== first);
}
