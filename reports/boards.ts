/**
 * Sorts rows into boards: sets of rows that may stand in one table, since they share data, split, protocol, engine,
 * machine and way of measuring. A baseline that uses no engine stands on the board of every engine.
 */
import { canonicalJson } from '../harness/canonicalJson.ts';
import type { ReportRow } from './rows.ts';

export interface Board {
  readonly rows: readonly ReportRow[];
}

function settingKey({ sample }: ReportRow): string {
  const { dataset, split, protocol, measure, cutoffs, skipBadRows, machine } = sample;
  return canonicalJson({
    dataset: [dataset.name, dataset.contentHash],
    split: split.hash,
    protocol,
    measure,
    // Longer lists cost more, so the longest cutoff is part of how costs were measured.
    listLength: Math.max(...cutoffs),
    skipBadRows,
    machine: machine.id,
  });
}

function engineKey({ engine }: ReportRow): string | null {
  return engine && canonicalJson({ name: engine.name, threads: engine.threads });
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

export function boardsOf(rows: readonly ReportRow[]): Board[] {
  return distinct(rows.map(settingKey)).flatMap((key) => {
    const alike = rows.filter((row) => settingKey(row) === key);
    const engines = distinct(alike.map(engineKey).filter((engine) => engine !== null));
    if (engines.length === 0) return [{ rows: alike }];
    return engines.map((engine) => ({
      rows: alike.filter((row) => engineKey(row) === engine || row.engine === null),
    }));
  });
}
