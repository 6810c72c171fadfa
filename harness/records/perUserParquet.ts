/** Writes the answers of all cases, user by user, as one Parquet file, out of core: through a DuckDB of its own beside it. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  DuckDBDataChunk,
  DuckDBInstance,
  FLOAT,
  INTEGER,
  UINTEGER,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  ANSWER_COLUMNS,
  CASE_COLUMNS,
  ID_COLUMNS,
  perUserAnswers,
  perUserMetrics,
  type CaseAnswers,
  type CaseFacts,
  type PerUserSource,
} from '../../reports/exports/perUser.ts';
import type { ReportRow } from '../../reports/rows.ts';
import { isAbsent } from '../../reports/site/siteInput.ts';
import { sqlName, sqlText } from '../../src/dataset/sqlText.ts';

/** DuckDB takes no larger chunk. */
const CHUNK_ROWS = 2048;

export interface WrittenAnswers {
  readonly caseCount: number;
  readonly rowCount: number;
  /** Why the answers of a case are not in the file, a sentence each. */
  readonly absences: readonly string[];
  /** Why users and targets of some cases have no ids, a sentence for each reason. */
  readonly idAbsences: readonly string[];
}

function literal(value: string | number | boolean | null): string {
  return value === null ? 'NULL' : typeof value === 'string' ? sqlText(value) : String(value);
}

async function createTables(connection: DuckDBConnection, metrics: readonly string[]): Promise<void> {
  const ofCases = Object.entries(CASE_COLUMNS).map(([name, type]) => `${name} ${type}`);
  const ofAnswers = ANSWER_COLUMNS.map((name) => `${name} UINTEGER`);
  const ofIds = ID_COLUMNS.map((name) => `${name} VARCHAR`);
  const ofMetrics = metrics.map((name) => `${sqlName(name)} FLOAT`);
  await connection.run(`CREATE TABLE cases (case_number INTEGER, ${ofCases.join(', ')})`);
  await connection.run(
    `CREATE TABLE answers (case_number INTEGER, ${[...ofAnswers, ...ofIds, ...ofMetrics].join(', ')})`,
  );
}

async function insertCase(connection: DuckDBConnection, caseNumber: number, facts: CaseFacts): Promise<void> {
  const values = Object.keys(CASE_COLUMNS).map((name) => literal(facts[name as keyof CaseFacts]));
  await connection.run(`INSERT INTO cases VALUES (${[String(caseNumber), ...values].join(', ')})`);
}

function appendAnswers(
  appender: DuckDBAppender,
  caseNumber: number,
  { rowCount, answers, ids, metrics }: CaseAnswers,
  names: readonly string[],
): void {
  const types = [
    INTEGER,
    ...ANSWER_COLUMNS.map(() => UINTEGER),
    ...ID_COLUMNS.map(() => VARCHAR),
    ...names.map(() => FLOAT),
  ];
  for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
    const size = Math.min(CHUNK_ROWS, rowCount - from);
    const constant = (value: DuckDBValue) => Array.from({ length: size }, () => value);
    // A case that was measured at other lengths of the list has no value for this one.
    const metric = (name: string): DuckDBValue[] => {
      const values = metrics[name];
      return values ? Array.from(values.subarray(from, from + size)) : constant(null);
    };
    const chunk = DuckDBDataChunk.create(types, size);
    chunk.setColumns([
      constant(caseNumber),
      ...ANSWER_COLUMNS.map((name) => answers[name].slice(from, from + size)),
      ...ID_COLUMNS.map((name) => ids[name].slice(from, from + size)),
      ...names.map(metric),
    ]);
    appender.appendDataChunk(chunk);
  }
}

async function fill(
  connection: DuckDBConnection,
  rows: readonly ReportRow[],
  source: PerUserSource,
): Promise<WrittenAnswers> {
  const metrics = perUserMetrics(rows);
  await createTables(connection, metrics);
  const appender = await connection.createAppender('answers');
  const absences: string[] = [];
  const idAbsences = new Set<string>();
  let [caseCount, rowCount] = [0, 0];
  for await (const found of perUserAnswers(rows, source)) {
    if (isAbsent(found)) {
      absences.push(found.absence);
      continue;
    }
    if (found.idAbsence !== null) idAbsences.add(found.idAbsence);
    await insertCase(connection, caseCount, found.facts);
    appendAnswers(appender, caseCount, found, metrics);
    caseCount++;
    rowCount += found.rowCount;
  }
  appender.closeSync();
  return { caseCount, rowCount, absences, idAbsences: [...idAbsences] };
}

export async function writePerUserParquet(
  path: string,
  rows: readonly ReportRow[],
  source: PerUserSource,
): Promise<WrittenAnswers> {
  const temporary = `${path}.${process.pid}.tmp`;
  const database = `${temporary}.duckdb`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const instance = await DuckDBInstance.create(database, {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    try {
      const written = await fill(connection, rows, source);
      const all = `SELECT * EXCLUDE (case_number) FROM cases JOIN answers USING (case_number) ORDER BY case_number, test_case`;
      await connection.run(`COPY (${all}) TO ${sqlText(temporary)} (FORMAT parquet, COMPRESSION zstd)`);
      await rename(temporary, path);
      return written;
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    for (const left of [temporary, database, `${database}.wal`]) await rm(left, { force: true, recursive: true });
  }
}
