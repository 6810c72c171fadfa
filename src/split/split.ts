/**
 * What a split is. Item numbers here are catalogue numbers: 1 to `catalogue.itemCount`, 0 is the padding or an item
 * outside the catalogue. They are given in the order of a hash of the item's original id, so that the order of numbers
 * says nothing about popularity or time, and a tie broken by the lower number is broken like a fixed random draw.
 */
import type { SplitSettings } from './splitSettings.ts';

/** The items that a baseline may be asked to recommend. */
export interface Catalogue {
  readonly itemCount: number;
  /** Item number in the dataset, by catalogue number; length is itemCount + 1, place 0 is 0. */
  readonly datasetItem: Uint32Array;
}

/** Ragged item sequences: sequence s is rows `offsets[s]` to `offsets[s + 1]`, oldest first. */
export interface Sequences {
  /** User number in the dataset, by sequence. */
  readonly users: Uint32Array;
  readonly offsets: Uint32Array;
  /** Catalogue numbers; 0 where the item is outside the catalogue. Training sequences hold no 0. */
  readonly items: Uint32Array;
  /** Unix seconds of each event; null for data without time. */
  readonly timestamps: Float64Array | null;
}

/**
 * Cases to rank for. The history of case c is all items other than 0 of its sequence before row `targetRow[c]`; the
 * target is `sequences.items[targetRow[c]]`, 0 where it is a cold item, which no list can hit.
 */
export interface EvaluationCases {
  readonly sequences: Sequences;
  /** Index into `sequences`, by case. */
  readonly sequence: Uint32Array;
  /** Row of the target in `sequences.items`, by case. */
  readonly targetRow: Uint32Array;
}

export interface Split {
  /** SHA-256 over the dataset's content hash, the resolved settings, the catalogue and all three parts. */
  readonly hash: string;
  readonly settings: SplitSettings;
  readonly catalogue: Catalogue;
  readonly train: Sequences;
  readonly validation: EvaluationCases;
  readonly test: EvaluationCases;
  /** Events at or before this moment are training events; null for splits by order. */
  readonly cutoffSeconds: number | null;
  /** What was done, in words, for the record and the tables; one sentence each. */
  readonly statements: readonly string[];
  /** How many users, items and events each policy kept or dropped, by name. */
  readonly counts: Readonly<Record<string, number>>;
}
