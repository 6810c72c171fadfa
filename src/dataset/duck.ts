/** A private in-memory DuckDB for one preparation, and the columns of its results as typed arrays. */
import { availableParallelism } from 'node:os';
import {
  DuckDBDoubleVector,
  DuckDBFloatVector,
  DuckDBInstance,
  DuckDBIntegerVector,
  DuckDBVarCharVector,
  type DuckDBConnection,
  type DuckDBDataChunk,
} from '@duckdb/node-api';

export interface Duck {
  run(sql: string): Promise<void>;
  /**
   * Calls `take` with each chunk (2,048 rows or fewer) of a table's columns, given as SQL, in any order; `places` are the
   * rows' numbers from 0.
   */
  scan(
    table: string,
    columns: readonly string[],
    take: (chunk: DuckDBDataChunk, places: Int32Array) => void,
  ): Promise<void>;
  /** For small results. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  rowCount(table: string): Promise<number>;
  close(): void;
}

/** `temporaryDirectory` takes what does not fit into memory. */
export async function openDuck(temporaryDirectory: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(availableParallelism()),
    temp_directory: temporaryDirectory,
    // Readers must behave the same with and without a network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection: DuckDBConnection = await instance.connect();
  // Texts without a zone must mean the same moment on every machine.
  await connection.run(`SET TimeZone = 'UTC'`);

  const rows: Duck['rows'] = async (sql) => (await connection.run(sql)).getRowsJson();
  const rowCount: Duck['rowCount'] = async (table) => Number((await rows(`SELECT count(*) FROM ${table}`))[0]![0]);
  return {
    rows,
    rowCount,
    async run(sql) {
      await connection.run(sql);
    },
    async scan(table, columns, take) {
      // A streamed result that fails half-way just ends, and an error would pass for the end of the data. So only
      // tables are streamed, and their rows are counted.
      const expected = await rowCount(table);
      const result = await connection.stream(`SELECT ${columns.join(', ')}, rowid::INTEGER FROM ${table}`);
      let seen = 0;
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        seen += chunk.rowCount;
        take(chunk, integersOf(chunk, columns.length));
      }
      if (seen !== expected) throw new Error(`${table} has ${expected} rows, but only ${seen} of them arrived`);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

// The public getters make one value at a time, with a null check each; at 20 million rows that is the longest part of
// reading. The queries here leave no nulls in numeric columns, so the vectors' own arrays are taken whole.
export function integersOf(chunk: DuckDBDataChunk, column: number): Int32Array {
  const vector = chunk.getColumnVector(column);
  const items: unknown = vector instanceof DuckDBIntegerVector ? vector['items'] : null;
  if (items instanceof Int32Array) return items;
  throw new TypeError(`column ${column} is no INTEGER column`);
}

export function doublesOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  const items: unknown = vector instanceof DuckDBDoubleVector ? vector['items'] : null;
  if (items instanceof Float64Array) return items;
  throw new TypeError(`column ${column} is no DOUBLE column`);
}

export function floatsOf(chunk: DuckDBDataChunk, column: number): Float32Array {
  const vector = chunk.getColumnVector(column);
  const items: unknown = vector instanceof DuckDBFloatVector ? vector['items'] : null;
  if (items instanceof Float32Array) return items;
  throw new TypeError(`column ${column} is no FLOAT column`);
}

export function textAt(chunk: DuckDBDataChunk, column: number, row: number): string {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBVarCharVector)) throw new TypeError(`column ${column} is no VARCHAR column`);
  const text = vector.getItem(row);
  if (text === null) throw new TypeError(`column ${column} has a null in row ${row}`);
  return text;
}
