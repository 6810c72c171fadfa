/** How far a case is, in words. */
import type { CaseProgress } from '../case/caseMessages.ts';
import type { Clock } from '../case/clock.ts';
import type { PhaseName } from '../records/record.ts';

const PHASE_WORDS: Readonly<Record<PhaseName, string>> = {
  load: 'loading data',
  split: 'splitting',
  profiles: 'making profiles',
  'open-engine': 'opening the engine',
  fit: 'fitting',
  save: 'saving the model',
  recommend: 'answering the test set',
  'single-requests': 'timing single requests',
  metrics: 'computing metrics',
  scenarios: 'measuring latency',
};

/** Earlier than this a guess would jump about. */
const LEAST_SHARE = 0.02;
const LEAST_ELAPSED_SECONDS = 1;

/** Tells the time left by how far the work came since it was first heard of: what is resumed begins in its middle. */
export class Pace {
  readonly #clock: Pick<Clock, 'nowSeconds'>;
  #work: string | null = null;
  #begin = { seconds: 0, share: 0 };
  #lastShare = 0;

  constructor(clock: Pick<Clock, 'nowSeconds'>) {
    this.#clock = clock;
  }

  /**
   * Of the phase, or of the part of training. Null while there is too little to go by. Early stopping may end sooner: it is
   * an upper estimate.
   */
  secondsLeft({ phase, part, share: shareOfPhase }: CaseProgress): number | null {
    const share = part?.share ?? shareOfPhase;
    if (share === null) return null;
    const seconds = this.#clock.nowSeconds();
    const work = JSON.stringify([phase, part?.name]);
    // A share that falls is that of the next stage.
    if (work !== this.#work || share < this.#lastShare) this.#begin = { seconds, share };
    [this.#work, this.#lastShare] = [work, share];
    const elapsed = seconds - this.#begin.seconds;
    const done = share - this.#begin.share;
    if (elapsed < LEAST_ELAPSED_SECONDS || done <= 0 || done < LEAST_SHARE * (1 - this.#begin.share)) return null;
    return (elapsed * (1 - share)) / done;
  }
}

/** `4.5 s`, `45 s`, `3 min 20 s`, `2 h 05 min` */
export function showDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

export function progressText(progress: CaseProgress, secondsLeft: number | null): string {
  const { phase, share, epoch, epochCount, loss, bestValidationNdcg10, part, note } = progress;
  const parts = [
    note ?? PHASE_WORDS[phase],
    part !== null ? `${part.name} (${part.place}/${part.partCount})` : null,
    epoch !== null && epochCount !== null ? `epoch ${epoch}/${epochCount}` : null,
    loss !== null ? `loss ${loss.toFixed(4)}` : null,
    bestValidationNdcg10 !== null ? `best validation NDCG@10 ${bestValidationNdcg10.toFixed(4)}` : null,
    epoch === null && share !== null ? `${Math.floor(share * 100)} %` : null,
    secondsLeft !== null ? `at most ${showDuration(secondsLeft)} left${part === null ? '' : ' of this part'}` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
