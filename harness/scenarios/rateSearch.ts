/**
 * Looks for the highest rate that a server can hold: up or down by a factor until one rate holds and a higher one does
 * not, then halving the gap. Told of one trial at a time, so that the trials of several servers can take turns.
 */
export interface RateSearchOptions {
  readonly startPerSecond: number;
  /** Factor between tries while the answer has not been passed yet. */
  readonly growth: number;
  /** Ends when the lowest rate that failed is at most this factor above the highest that held. */
  readonly precision: number;
  /** No rate above this is tried. */
  readonly mostPerSecond: number;
  /** Nothing holds below this. */
  readonly leastPerSecond: number;
}

export class RateSearch {
  readonly #options: RateSearchOptions;
  #held: number | null = null;
  #failed: number | null = null;

  constructor(options: RateSearchOptions) {
    this.#options = options;
  }

  /** The highest rate that held; null where none did. */
  get held(): number | null {
    return this.#held;
  }

  /** Null when the search is over. */
  next(): number | null {
    const { startPerSecond, growth, precision, mostPerSecond, leastPerSecond } = this.#options;
    if (this.#held === null && this.#failed === null) return Math.min(startPerSecond, mostPerSecond);
    if (this.#failed === null)
      return this.#held! >= mostPerSecond ? null : Math.min(this.#held! * growth, mostPerSecond);
    if (this.#held === null) return this.#failed / growth < leastPerSecond ? null : this.#failed / growth;
    return this.#failed / this.#held <= precision ? null : Math.sqrt(this.#held * this.#failed);
  }

  tell(perSecond: number, holds: boolean): void {
    if (holds) this.#held = Math.max(perSecond, this.#held ?? 0);
    else this.#failed = Math.min(perSecond, this.#failed ?? Infinity);
  }
}
