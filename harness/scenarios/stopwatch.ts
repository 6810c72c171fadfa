/**
 * Time that can be held: what a measurement must not count (checking answers, compiling graphs) happens while it stands
 * still. A server that is measured by it takes up its work where it was, and has not fallen behind.
 */
import type { Clock } from '../case/clock.ts';

export class Stopwatch {
  readonly #clock: Pick<Clock, 'nowSeconds'>;
  #heldSeconds = 0;

  constructor(clock: Pick<Clock, 'nowSeconds'>) {
    this.#clock = clock;
  }

  nowSeconds(): number {
    return this.#clock.nowSeconds() - this.#heldSeconds;
  }

  /** Takes out time that has passed already. */
  leaveOut(seconds: number): void {
    this.#heldSeconds += seconds;
  }

  /** Does work that takes no time. */
  hold(work: () => void): void {
    const start = this.#clock.nowSeconds();
    work();
    this.#heldSeconds += this.#clock.nowSeconds() - start;
  }
}
