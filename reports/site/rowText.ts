/** How pages name a row, its engine and its machine. */
import { shortHash } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import type { ReportRow } from '../rows.ts';

/** Letters, digits and dashes, whatever the text holds. */
export function slug(text: string): string {
  const readable = text.toLowerCase().replace(/[^a-z0-9]+/gu, '-');
  return readable.replace(/^-+|-+$/gu, '').slice(0, 40) || 'row';
}

/** Name of the row's page, whatever its label holds. */
export function rowId(row: ReportRow): string {
  return `${slug(row.label)}.${slug(row.sample.dataset.name)}.${shortHash(row.key)}`;
}

export function engineText({ engine }: ReportRow): string {
  return engine === null ? 'no engine' : `${engine.name}, ${engine.threads} threads`;
}

export function machineText({ sample: { machine } }: ReportRow): string {
  return `${machine.cpuModel}, ${machine.coreCount} cores (${machine.id})`;
}

export function completedOf({ records }: ReportRow): CompletedRecord[] {
  return records.filter((record) => record.status === 'completed');
}
