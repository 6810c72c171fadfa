/** What goes into a recommender and what comes out of it. Targets never appear here. */

/** Histories to recommend for: history i is `items` from `offsets[i]` to `offsets[i + 1]`, oldest first, never 0. */
export interface HistoryBatch {
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
  /** User number in the dataset, by history. */
  readonly users: Uint32Array;
}

export function historyCount(batch: HistoryBatch): number {
  return batch.offsets.length - 1;
}

/**
 * The best `k` items of each history, row by row, best first. Equal scores are ordered by the lower item number. Where
 * fewer than k items remain, the rest of the row is item 0 with score -Infinity.
 */
export interface Ranking {
  readonly k: number;
  /** Shape [histories, k]. */
  readonly items: Uint32Array;
  /** Shape [histories, k]. */
  readonly scores: Float32Array;
}

export interface RecommendOptions {
  readonly k: number;
  /** `filter`: items of the history are never recommended. */
  readonly seenItems: 'filter' | 'keep';
}
