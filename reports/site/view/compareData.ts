/** What the page that compares two rows is drawn from. Plain data, fit for JSON. */
import type { FigureValues } from './boardData.ts';
import type { Figure } from './figures.ts';

export interface CompareRow {
  readonly id: string;
  readonly label: string;
  readonly distinction: string;
  /** Rows with the same key answered the same cases; null where the raw answers are not there. */
  readonly caseKey: string | null;
  /** Rows with the same key were measured alike on one machine, so that costs may be compared. */
  readonly costKey: string;
  /** Unless both have an engine, and another one; null where none is used. */
  readonly engine: string | null;
  /** Dataset, protocol, engine and machine. */
  readonly place: string;
}

export interface CompareData {
  readonly rows: readonly CompareRow[];
  readonly figures: readonly Figure[];
  /** By id of the figure, by row. */
  readonly values: Readonly<Record<string, FigureValues>>;
  readonly cutoffs: readonly number[];
}

/** Of the cases that several rows answered; a file of its own, asked for when two rows are compared. */
export interface CaseFile {
  readonly users: readonly number[];
  /** Null in records from before they were kept. */
  readonly historyLengths: readonly number[] | null;
  readonly targetTrainCounts: readonly number[] | null;
}

/** Where each seed of a row ranked the targets; a file of its own. */
export interface RankFile {
  readonly seeds: readonly number[];
  /** By place in `seeds`, see `rankCodec.ts`. */
  readonly ranks: readonly string[];
}

/** Files hand themselves over under these names, for pages from disk may not ask for files in any other way. */
export function caseFileName(caseKey: string): string {
  return `cases-${caseKey}`;
}

export function rankFileName(rowId: string): string {
  return `ranks-${rowId}`;
}

export function canCompareCosts(a: CompareRow, b: CompareRow): boolean {
  return a.costKey === b.costKey && (a.engine === null || b.engine === null || a.engine === b.engine);
}
