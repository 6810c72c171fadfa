/** Rows that cannot be read: how many, and the first ones by file, line and reason. */
import { UserError } from '../errors.ts';
import type { Duck } from './duck.ts';
import { findRecordLines, type RecordRules } from './recordLines.ts';
import type { WorkFile } from './plainFile.ts';

export interface BadRowReport {
  readonly count: number;
  /** The first few, each with its place and reason, ready to print. */
  readonly first: readonly string[];
}

export const NO_BAD_ROWS: BadRowReport = { count: 0, first: [] };

/** Enough to see the pattern, few enough to read. */
const NAMED_ROWS = 5;

export interface SenselessRow {
  /** Among the rows that the scan gave, from 0. */
  readonly row: number;
  readonly reason: string;
}

export interface SenselessRows {
  readonly count: number;
  /** The first few at least. */
  readonly first: readonly SenselessRow[];
}

export interface BadRowSearch {
  readonly file: WorkFile;
  readonly records: Omit<RecordRules, 'rejectedRecords'> | null;
  /** Rows that could be read and make no sense. */
  readonly senseless: SenselessRows;
}

/** Adds the rows that the scan rejected, and finds the lines of the first ones; call right after the scan. */
export async function findBadRows(duck: Duck, search: BadRowSearch): Promise<BadRowReport> {
  const rejected = await takeRejects(duck);
  const count = rejected.size + search.senseless.count;
  if (count === 0) return NO_BAD_ROWS;
  return { count, first: await describe(search, rejected, search.senseless.first.slice(0, NAMED_ROWS)) };
}

/** `problem` is SQL over the table: what is wrong with a row, NULL if nothing. */
export async function findSenseless(duck: Duck, table: string, problem: string): Promise<SenselessRows> {
  const [total] = (await duck.rows(`SELECT count(*) FROM ${table} WHERE (${problem}) IS NOT NULL`)) as [[string]];
  const count = Number(total[0]);
  if (count === 0) return { count, first: [] };
  const first = (await duck.rows(
    `SELECT rowid, ${problem} FROM ${table} WHERE (${problem}) IS NOT NULL ORDER BY rowid LIMIT ${NAMED_ROWS}`,
  )) as [string, string][];
  return { count, first: first.map(([row, reason]) => ({ row: Number(row), reason })) };
}

/** Reason by record number; DuckDB keeps one entry per wrong field, and the first one tells enough. */
async function takeRejects(duck: Duck): Promise<Map<number, string>> {
  const tables = await duck.rows(`SELECT table_name FROM duckdb_tables() WHERE table_name = 'reject_errors'`);
  const rejected = new Map<number, string>();
  if (tables.length === 0) return rejected;
  const errors = (await duck.rows(
    'SELECT line, any_value(error_type), any_value(column_name), any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line',
  )) as [string, string, string | null, string | null][];
  await duck.run('DROP TABLE reject_errors');
  await duck.run('DROP TABLE reject_scans');
  for (const [record, type, column, text] of errors) rejected.set(Number(record), rejectReason(type, column, text));
  return rejected;
}

function rejectReason(type: string, column: string | null, text: string | null): string {
  const shown = text === null ? '' : `: ${excerpt(text)}`;
  switch (type) {
    case 'CAST':
      return `${column ?? 'a field'} cannot be read as a number${shown}`;
    case 'MISSING COLUMNS':
      return `too few columns${shown}`;
    case 'TOO MANY COLUMNS':
      return `too many columns${shown}`;
    case 'UNQUOTED VALUE':
      return `text after or before a closing quote${shown}`;
    case 'INVALID ENCODING':
      return `not valid text in the expected encoding${shown}`;
    default:
      return `${type.toLowerCase()}${shown}`;
  }
}

function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return `"${line.length > 80 ? `${line.slice(0, 80)}...` : line}"`;
}

async function describe(
  search: BadRowSearch,
  rejected: ReadonlyMap<number, string>,
  senseless: readonly SenselessRow[],
): Promise<string[]> {
  const { file } = search;
  if (search.records === null) return senseless.map(({ row, reason }) => `${file.label}, row ${row + 1}: ${reason}`);
  const records = [...rejected.keys()].slice(0, NAMED_ROWS);
  const rules = { ...search.records, rejectedRecords: new Set(rejected.keys()) };
  const lines = await findRecordLines(file, rules, { records, rows: senseless.map(({ row }) => row) });
  const found = [
    ...records.map((record) => ({ line: lines.lineOfRecord.get(record), reason: rejected.get(record)! })),
    ...senseless.map(({ row, reason }) => ({ line: lines.lineOfRow.get(row), reason })),
  ];
  found.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
  return found.slice(0, NAMED_ROWS).map(({ line, reason }) => `${file.label}, line ${line ?? '?'}: ${reason}`);
}

export function addReports(reports: readonly BadRowReport[]): BadRowReport {
  return {
    count: reports.reduce((sum, report) => sum + report.count, 0),
    first: reports.flatMap((report) => report.first).slice(0, NAMED_ROWS),
  };
}

/** Refuses a dataset with bad rows. */
export function refuseBadRows(name: string, report: BadRowReport): void {
  if (report.count === 0) return;
  const rows = report.count === 1 ? '1 row that' : `${report.count.toLocaleString('en')} rows that`;
  const more =
    report.count > report.first.length
      ? `\n  and ${(report.count - report.first.length).toLocaleString('en')} more`
      : '';
  throw new UserError(
    `Dataset "${name}" has ${rows} cannot be read:\n  ${report.first.join('\n  ')}${more}\n` +
      'Correct the file, or leave such rows out with --skip-bad-rows (in a run config: skipBadRows: true)',
  );
}
