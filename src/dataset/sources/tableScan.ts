/** The scan of a table of any type, and how its columns are called in SQL. */
import type { Scan, ScanType } from '../sourcePlan.ts';
import { sqlName } from '../sqlText.ts';

export type TableType = 'csv' | 'tsv' | 'jsonl' | 'parquet' | 'pairs';

export interface ColumnUse {
  readonly column: string | number;
  readonly type: ScanType | 'VARCHAR[]';
}

export interface TableLayout {
  readonly delimiter?: string | undefined;
  readonly header: boolean;
  readonly encoding: 'utf-8' | 'latin-1';
}

export interface TableScan {
  readonly scan: Scan;
  readonly sqlOf: (column: string | number) => string;
}

export function tableScan(
  type: Exclude<TableType, 'pairs'>,
  layout: TableLayout,
  uses: readonly ColumnUse[],
): TableScan {
  const sqlOf = (column: string | number): string => sqlName(String(column));
  switch (type) {
    case 'csv':
    case 'tsv': {
      const columns = Object.fromEntries(
        uses.map(({ column, type: kind }) => [String(column), kind === 'VARCHAR[]' ? 'VARCHAR' : kind]),
      );
      return {
        sqlOf,
        scan: {
          kind: 'delimited',
          delimiter: layout.delimiter ?? (type === 'csv' ? ',' : '\t'),
          quote: '"',
          encoding: layout.encoding,
          header: layout.header ? 'names' : 'places',
          columns,
        },
      };
    }
    case 'jsonl': {
      // Numbers are read as text and cast later: the same id must not depend on how a line happens to write it.
      const fields = Object.fromEntries(
        uses.map(({ column, type: kind }) => [String(column), kind === 'VARCHAR[]' ? ['VARCHAR'] : 'VARCHAR']),
      );
      return { sqlOf, scan: { kind: 'jsonLines', fields } };
    }
    case 'parquet':
      return { sqlOf, scan: { kind: 'parquet', columns: uses.map(({ column }) => String(column)) } };
  }
}
