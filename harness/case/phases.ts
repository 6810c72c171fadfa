/** Times the named phases of a case, one after the other. */
import type { Clock } from './clock.ts';
import type { CompletedPart, PhaseName } from '../records/record.ts';

export class Phases {
  readonly finished: CompletedPart['phases'] = [];
  current: PhaseName | null = null;
  private readonly clock: Clock;
  private readonly onStart: (phase: PhaseName) => void;

  constructor(clock: Clock, onStart: (phase: PhaseName) => void) {
    this.clock = clock;
    this.onStart = onStart;
  }

  /** After a failure `current` still names the phase that failed. */
  async time<Result>(phase: PhaseName, work: () => Promise<Result> | Result): Promise<Result> {
    this.current = phase;
    this.onStart(phase);
    // CPU time first and last: reading it takes milliseconds that are no part of the phase.
    const cpuStart = this.clock.cpuSeconds();
    const start = this.clock.nowSeconds();
    const result = await work();
    const seconds = this.clock.nowSeconds() - start;
    this.finished.push({ phase, seconds, cpuSeconds: Math.max(0, this.clock.cpuSeconds() - cpuStart) });
    return result;
  }

  secondsOf(phase: PhaseName): number {
    return this.finished.filter((entry) => entry.phase === phase).reduce((sum, entry) => sum + entry.seconds, 0);
  }
}
