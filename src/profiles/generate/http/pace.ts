/** Spaces requests evenly, so that no minute, wherever it starts, sees more than is allowed. */
export class Pace {
  readonly #millisecondsPerUnit: number;
  #freeAt = 0;

  constructor(unitsPerMinute: number) {
    this.#millisecondsPerUnit = 60_000 / unitsPerMinute;
  }

  /** Takes a place for `units` and says how many milliseconds from `now` it begins. */
  reserve(units: number, now: number): number {
    const start = Math.max(now, this.#freeAt);
    this.#freeAt = start + units * this.#millisecondsPerUnit;
    return start - now;
  }

  /** Gives back units that were reserved and turned out not to be needed. */
  giveBack(units: number): void {
    this.#freeAt -= units * this.#millisecondsPerUnit;
  }
}
