/**
 * Turns record numbers of a text file into line numbers. DuckDB counts records: a quoted field with a line break in it
 * is one record on several lines, and an empty line is a record that gives no row. Runs only when there are bad rows to name, and stops at the last one asked for.
 */
import { readPlain, type WorkFile } from './plainFile.ts';

export interface RecordRules {
  readonly quote: '"' | '';
  readonly headerRecords: 0 | 1;
  /** Records, counted from 1 with header and empty lines, that the reader rejected and that hence gave no row. */
  readonly rejectedRecords: ReadonlySet<number>;
}

export interface RecordQuery {
  /** Records counted from 1, header and empty lines included. */
  readonly records: readonly number[];
  /** Rows that the reader gave, counted from 0. */
  readonly rows: readonly number[];
}

export interface RecordLines {
  /** First line of each record asked for, from 1. */
  readonly lineOfRecord: ReadonlyMap<number, number>;
  readonly lineOfRow: ReadonlyMap<number, number>;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

export async function findRecordLines(file: WorkFile, rules: RecordRules, query: RecordQuery): Promise<RecordLines> {
  const wantedRecords = new Set(query.records);
  const wantedRows = new Set(query.rows);
  const lineOfRecord = new Map<number, number>();
  const lineOfRow = new Map<number, number>();
  const quote = rules.quote === '' ? -1 : rules.quote.charCodeAt(0);
  let line = 1;
  let record = 1;
  let row = 0;
  let firstLine = 1;
  let isBlank = true;
  let isQuoted = false;

  const endRecord = (): void => {
    if (wantedRecords.delete(record)) lineOfRecord.set(record, firstLine);
    const isHeader = record <= rules.headerRecords;
    const givesRow = !isHeader && !isBlank && !rules.rejectedRecords.has(record);
    if (givesRow) {
      if (wantedRows.delete(row)) lineOfRow.set(row, firstLine);
      row++;
    }
    record++;
    isBlank = true;
  };

  for await (const chunk of readPlain(file) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === NEWLINE) {
        line++;
        if (isQuoted) continue;
        endRecord();
        firstLine = line;
        if (wantedRecords.size + wantedRows.size === 0) return { lineOfRecord, lineOfRow };
      } else {
        if (byte === quote) isQuoted = !isQuoted;
        if (byte !== RETURN) isBlank = false;
      }
    }
  }
  if (!isBlank) endRecord();
  return { lineOfRecord, lineOfRow };
}
