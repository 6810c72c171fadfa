/** How far a case is, in words. Pure. */
import type { CaseProgress } from '../case/caseMessages.ts';
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

/** Null while there is too little to go by. Early stopping may end sooner: it is an upper estimate. */
export function estimateSecondsLeft(elapsedSeconds: number, share: number | null): number | null {
  if (share === null || share < LEAST_SHARE || elapsedSeconds < LEAST_ELAPSED_SECONDS) return null;
  return (elapsedSeconds * (1 - share)) / share;
}

/** `4.5 s`, `45 s`, `3 min 20 s`, `2 h 05 min` */
export function showDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

export function progressText(progress: CaseProgress, phaseSeconds: number): string {
  const { phase, share, epoch, epochCount, loss, bestValidationNdcg10, note } = progress;
  const left = estimateSecondsLeft(phaseSeconds, share);
  const parts = [
    note ?? PHASE_WORDS[phase],
    epoch !== null && epochCount !== null ? `epoch ${epoch}/${epochCount}` : null,
    loss !== null ? `loss ${loss.toFixed(4)}` : null,
    bestValidationNdcg10 !== null ? `best validation NDCG@10 ${bestValidationNdcg10.toFixed(4)}` : null,
    epoch === null && share !== null ? `${Math.floor(share * 100)} %` : null,
    left !== null ? `at most ${showDuration(left)} left` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
