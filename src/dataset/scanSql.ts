/** Turns a scan into a SQL table expression; headers are read first, so that columns are found by their names. */
import { parse } from 'csv-parse/sync';
import { UserError } from '../errors.ts';
import { sqlName, sqlText } from './sqlText.ts';
import { firstLine } from './fileLines.ts';
import type { RecordRules } from './recordLines.ts';
import type { DelimitedScan, JsonStructure, Scan, ScanType } from './sourcePlan.ts';
import type { WorkFile } from './plainFile.ts';

export interface CompiledScan {
  /** `(SELECT ...)` with the scan's columns; rows come in the order of the file. */
  readonly sql: string;
  /** How to find the line of a row or record; null for files without lines. */
  readonly records: Omit<RecordRules, 'rejectedRecords'> | null;
}

/** Amazon's longest descriptions and sessions are far below; the reader's own default of 2 MB is not always enough. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
/** Never part of a valid line: JSON and Python escape it. */
const NO_DELIMITER = '\u0001';

export async function compileScan(scan: Scan, file: WorkFile): Promise<CompiledScan> {
  switch (scan.kind) {
    case 'delimited':
      return compileDelimited(scan, file);
    case 'lines':
      return { sql: linesSql(file), records: LINE_RECORDS };
    case 'jsonLines': {
      const fields = Object.keys(scan.fields).map((name) => `fields.${sqlName(name)}`);
      const structure = sqlText(JSON.stringify(jsonFields(scan.fields)));
      // A line that is no JSON object gives NULL in every field, and so becomes a bad row.
      const parsed = `json_transform(CASE WHEN json_valid(line) THEN line END, ${structure})`;
      return {
        sql: `(SELECT ${fields.join(', ')} FROM (SELECT ${parsed} AS fields FROM ${linesSql(file)}))`,
        records: LINE_RECORDS,
      };
    }
    case 'parquet': {
      const optional = scan.optional ?? [];
      const names = [...scan.columns, ...optional].map(sqlName);
      // UNION BY NAME with an empty table of the wanted columns gives NULL for those that the file lacks.
      const empty = optional.map((name) => `NULL AS ${sqlName(name)}`).join(', ');
      const from = `read_parquet(${sqlText(file.path)})`;
      const padded = optional.length === 0 ? from : `(FROM ${from} UNION ALL BY NAME SELECT ${empty} WHERE false)`;
      return { sql: `(SELECT ${names.join(', ')} FROM ${padded})`, records: null };
    }
  }
}

const LINE_RECORDS = { quote: '', headerRecords: 0 } as const;

function jsonFields(fields: Readonly<Record<string, JsonStructure>>): Record<string, JsonStructure> {
  return { ...fields };
}

/** Empty lines, often the last one, are no rows. */
function linesSql(file: WorkFile): string {
  const lines = readCsv(file, {
    delimiter: NO_DELIMITER,
    quote: '',
    header: false,
    encoding: 'utf-8',
    columns: [['line', 'VARCHAR']],
  });
  return `(SELECT line FROM ${lines} WHERE line IS NOT NULL)`;
}

async function compileDelimited(scan: DelimitedScan, file: WorkFile): Promise<CompiledScan> {
  const records = { quote: scan.quote, headerRecords: scan.header === 'names' ? 1 : 0 } as const;
  const options = { delimiter: scan.delimiter, quote: scan.quote, encoding: scan.encoding };
  if (scan.header === 'none') {
    return { sql: readCsv(file, { ...options, header: false, columns: Object.entries(scan.columns) }), records };
  }
  const names = scan.header === 'names' ? await headerNames(scan, file) : await placeNames(scan, file);
  const missing = Object.keys(scan.columns).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new UserError(
      `${file.label}, line 1: no column ${missing.map((name) => `"${name}"`).join(', ')}; ` +
        `${scan.header === 'names' ? 'the header' : 'the line'} has ${names.map((name) => `"${name}"`).join(', ')}. Check the file, or name its columns in the config`,
    );
  }
  const wanted = { ...scan.optional, ...scan.columns };
  const columns = names.map((name): [string, ScanType] => [name, wanted[name] ?? 'VARCHAR']);
  const absent = Object.entries(scan.optional ?? {}).filter(([name]) => !names.includes(name));
  const padding = absent.map(([name, type]) => `, NULL::${type} AS ${sqlName(name)}`).join('');
  const from = readCsv(file, { ...options, header: scan.header === 'names', columns });
  return { sql: padding === '' ? from : `(SELECT *${padding} FROM ${from})`, records };
}

async function headerNames(scan: DelimitedScan, file: WorkFile): Promise<readonly string[]> {
  const line = await firstLine(file, scan.encoding);
  if (line === null) throw new UserError(`${file.label} is empty; it should start with a header line`);
  const names = splitHeader(line, scan).map((name) => {
    const text = name.trim();
    return scan.headerSuffix === undefined ? text : text.split(scan.headerSuffix)[0]!;
  });
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UserError(`${file.label}, line 1: the column "${repeated}" stands there twice`);
  return names;
}

async function placeNames(scan: DelimitedScan, file: WorkFile): Promise<readonly string[]> {
  const line = await firstLine(file, scan.encoding);
  if (line === null) throw new UserError(`${file.label} is empty`);
  return splitHeader(line, scan).map((_, index) => String(index + 1));
}

function splitHeader(line: string, { delimiter, quote }: DelimitedScan): string[] {
  if (quote === '' || !line.includes(quote)) return line.split(delimiter);
  // A quote in the middle of a name is part of it.
  const [names] = parse(line, { delimiter, quote, escape: quote, relax_quotes: true, skip_records_with_error: true });
  return names ?? line.split(delimiter);
}

interface CsvOptions {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly encoding: string;
  readonly columns: readonly (readonly [string, string])[];
}

function readCsv(file: WorkFile, options: CsvOptions): string {
  const columns = options.columns.map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`).join(', ');
  return (
    `read_csv(${sqlText(file.path)}, auto_detect = false, header = ${options.header}, delim = ${sqlText(options.delimiter)}, ` +
    `quote = ${sqlText(options.quote)}, escape = ${sqlText(options.quote)}, encoding = ${sqlText(options.encoding)}, ` +
    `compression = ${sqlText(file.compression)}, columns = {${columns}}, max_line_size = ${MAX_LINE_BYTES}, store_rejects = true)`
  );
}
