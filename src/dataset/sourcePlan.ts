/**
 * What a source format says of its files, as plain values: how to scan each one and which SQL expression over the
 * scanned columns gives the user, the item, the moment and the value. `prepare` does the rest, the same for all formats.
 */
import type { SourceFile } from './sourceFiles.ts';

/** Column types that a scan may ask for; a field that does not fit its type makes its row a bad one. */
export type ScanType = 'VARCHAR' | 'DOUBLE' | 'FLOAT' | 'INTEGER';

export interface DelimitedScan {
  readonly kind: 'delimited';
  readonly delimiter: string;
  /** Quote character; empty: fields are never quoted. */
  readonly quote: '"' | '';
  readonly encoding: 'utf-8' | 'latin-1';
  /**
   * `names`: the first row names the columns, which may stand in any order. `none`: there is no header, and `columns`
   * lists every column in order. `places`: there is none, and columns are called by their places, "1" the first.
   */
  readonly header: 'names' | 'none' | 'places';
  /** For `none` all columns in order, else those needed. */
  readonly columns: Readonly<Record<string, ScanType>>;
  /** Columns that a header may lack; they read as NULL then. */
  readonly optional?: Readonly<Record<string, ScanType>>;
  /** RecBole headers say `user_id:token`; the part after the colon is not part of the name. */
  readonly headerSuffix?: ':';
}

/** One JSON object per line, or one Python dictionary literal per line; `fields` is a DuckDB JSON structure. */
export interface JsonLinesScan {
  readonly kind: 'jsonLines';
  readonly fields: Readonly<Record<string, JsonStructure>>;
}
export type JsonStructure = string | readonly JsonStructure[];

/** The whole line as column `line`. */
export interface LinesScan {
  readonly kind: 'lines';
}

export interface ParquetScan {
  readonly kind: 'parquet';
  readonly columns: readonly string[];
  readonly optional?: readonly string[];
}

export type Scan = DelimitedScan | JsonLinesScan | LinesScan | ParquetScan;

export interface InteractionRows {
  readonly file: SourceFile;
  readonly scan: Scan;
  /** SQL over the scanned columns. */
  readonly user: string;
  /** SQL: an item id; or, where `shape` is `sequence`, the list of item ids of a user, oldest first. */
  readonly item: string;
  readonly shape: 'event' | 'sequence';
  /** `integer`: `user` and `item` are INTEGER columns, since the source publishes whole numbers only. */
  readonly ids?: 'text' | 'integer';
  /** SQL giving unix seconds; null where the source has an order only. */
  readonly seconds: string | null;
  /** SQL giving a rating or a share; null where the source has none. */
  readonly value: string | null;
  /** SQL condition for rows to read at all; others are left out and are not bad. */
  readonly where?: string;
}

export interface ItemRows {
  readonly file: SourceFile;
  readonly scan: Scan;
  readonly item: string;
  readonly title?: string;
  readonly brand?: string;
  /** SQL giving a list of texts. */
  readonly categories?: string;
  readonly description?: string;
  readonly textId?: string;
  /** SQL by attribute name, each giving a text. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly where?: string;
}

export interface SourcePlan {
  readonly interactions: readonly InteractionRows[];
  /** Empty where the source has no item text. An item that stands in several rows keeps its first one. */
  readonly items: readonly ItemRows[];
  /** `detect`: `day` if every timestamp is a midnight in UTC, else `second`. */
  readonly timeResolution: 'detect' | 'day' | 'none';
  /** Sequence files that repeat a user with ever longer prefixes (data augmentation): only the longest one counts. */
  readonly sequences?: 'every-row' | 'longest-per-user';
}
