/** How long a run still takes, judged by what cases of the same baseline on the same data took. */
import type { PlannedCase } from '../plan/plan.ts';
import { showDuration } from './progressText.ts';

export interface TimeLeft {
  readonly seconds: number;
  /** Whether there is a finished case like each that is left; else the others come on top. */
  readonly isWhole: boolean;
}

function kindOf({ baseline, datasetName }: PlannedCase): string {
  return JSON.stringify([baseline.label, datasetName]);
}

export class CaseTimes {
  readonly #open: Set<PlannedCase>;
  readonly #secondsOf = new Map<string, number[]>();

  /** @param toRun Cases that have no record yet. */
  constructor(toRun: readonly PlannedCase[]) {
    this.#open = new Set(toRun);
  }

  /** @param wallSeconds Null where the case failed or was resumed, which says nothing of how long its like take. */
  finish(planned: PlannedCase, wallSeconds: number | null): void {
    this.#open.delete(planned);
    if (wallSeconds === null) return;
    const kind = kindOf(planned);
    this.#secondsOf.set(kind, [...(this.#secondsOf.get(kind) ?? []), wallSeconds]);
  }

  /** @param elapsedSeconds Of the case that runs; null where none does. */
  left(running: PlannedCase | null, elapsedSeconds: number): TimeLeft {
    let seconds = 0;
    let isWhole = true;
    for (const planned of this.#open) {
      const known = this.#secondsOf.get(kindOf(planned));
      if (known === undefined) isWhole = false;
      else {
        const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
        seconds += planned === running ? Math.max(0, mean - elapsedSeconds) : mean;
      }
    }
    return { seconds, isWhole };
  }
}

/** Empty where nothing is known. */
export function timeLeftText({ seconds, isWhole }: TimeLeft): string {
  if (seconds === 0) return '';
  return isWhole ? `, about ${showDuration(seconds)} left` : `, more than ${showDuration(seconds)} left`;
}
