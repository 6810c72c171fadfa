/**
 * Sorts rows into boards: sets of rows that may stand in one table, since they share data, split, protocol, engine,
 * machine and way of measuring. A baseline that uses no engine stands on the board of every engine.
 */
import { group } from 'd3-array';
import { canonicalJson } from '../src/canonicalJson.ts';
import type { ReportRow } from './rows.ts';

export interface Board {
  /** What its rows share and other boards' do not. */
  readonly key: string;
  readonly rows: readonly ReportRow[];
}

/** What rows must share for their accuracy to be compared, on whatever machine they ran. */
export function accuracyKey({ sample }: ReportRow): string {
  const { dataset, split, protocol, skipBadRows } = sample;
  return canonicalJson({ dataset: [dataset.name, dataset.contentHash], split: split.hash, protocol, skipBadRows });
}

/** What they must share for their costs to be compared as well, but for the engine. */
export function costKey(row: ReportRow): string {
  const { measure, cutoffs, machine } = row.sample;
  // Longer lists cost more, so the longest cutoff is part of how costs were measured.
  const where = { machine: machine.id, node: machine.nodeVersion };
  return canonicalJson({ of: accuracyKey(row), measure, listLength: Math.max(...cutoffs), ...where });
}

/** Null where the baseline uses none, so that it may stand beside every engine. */
export function engineKey({ engine }: ReportRow): string | null {
  return engine && canonicalJson({ name: engine.name, threads: engine.threads });
}

export function boardsOf(rows: readonly ReportRow[]): Board[] {
  return [...group(rows, costKey)].flatMap(([key, alike]) => {
    const engineKeys = new Map(alike.map((row) => [row, engineKey(row)]));
    const engines = [...new Set(engineKeys.values())].filter((engine) => engine !== null);
    if (engines.length === 0) return [{ key, rows: alike }];
    return engines.map((engine) => ({
      key: canonicalJson({ of: key, engine }),
      rows: alike.filter((row) => row.engine === null || engineKeys.get(row) === engine),
    }));
  });
}
