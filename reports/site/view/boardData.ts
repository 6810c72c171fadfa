/** What the page of the board is drawn from, on the server and again in the browser. Plain data, fit for JSON. */
import type { Figure } from './figures.ts';

/** By row. A metric has its mean and mean -+ standard deviation over seeds; a cost its median, minimum and maximum. */
export interface FigureValues {
  readonly value: readonly (number | null)[];
  /** Null where a row has one seed only; null as a whole where all have. */
  readonly low: readonly (number | null)[] | null;
  readonly high: readonly (number | null)[] | null;
}

export interface BoardRow {
  /** Also the name of its page: letters, digits, dots and dashes only. */
  readonly id: string;
  readonly label: string;
  readonly baselineId: string;
  /** Settings that tell it from other rows of its baseline; empty where none has to. */
  readonly distinction: string;
  readonly seedCount: number;
  readonly failureCount: number;
  /** Who ran it, and whether that could be checked. */
  readonly provenance: string;
  readonly isUnchecked: boolean;
  /** Engine and machine, for views that join those of several. */
  readonly place: string;
}

/** Rows that may stand in one table with all their figures. */
export interface ComparableSet {
  readonly id: string;
  readonly dataset: string;
  readonly isSimulated: boolean;
  readonly protocol: string;
  readonly engine: string;
  readonly machine: string;
  /** Sets with the same key may be compared by accuracy, though not by cost. */
  readonly accuracyKey: string;
  /** What is the same for all its rows, a fact each. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly warnings: readonly string[];
  /** Places in `rows`. */
  readonly members: readonly number[];
}

export interface BoardData {
  readonly figures: readonly Figure[];
  readonly sets: readonly ComparableSet[];
  readonly rows: readonly BoardRow[];
  /** By id of the figure. */
  readonly values: Readonly<Record<string, FigureValues>>;
  /** Ids of figures: columns shown unless others are chosen. */
  readonly usualColumns: readonly string[];
  readonly usualAccuracy: string;
  readonly usualCost: string;
}

/** Where a figure lies. Both ends are the value itself where the spread is not known. */
export interface Range {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly hasSpread: boolean;
}

export function rangeOf(data: BoardData, figure: string, row: number): Range | null {
  const values = data.values[figure];
  const value = values?.value[row] ?? null;
  if (!values || value === null) return null;
  const low = values.low?.[row] ?? null;
  const high = values.high?.[row] ?? null;
  return { value, low: low ?? value, high: high ?? value, hasSpread: low !== null && high !== null };
}

export function valueOf(data: BoardData, figure: string, row: number): number | null {
  return data.values[figure]?.value[row] ?? null;
}

export function figureOf(data: BoardData, id: string): Figure | null {
  return data.figures.find((figure) => figure.id === id) ?? null;
}
