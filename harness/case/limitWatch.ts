/** Watches a child process and says when it is over a limit. */
import type { Limits } from '../config/limits.ts';
import { descendants, statusBytes } from './processTree.ts';
import type { FailedPart } from '../records/record.ts';

const LOOK_MILLISECONDS = 500;

export type LimitFailure = Pick<FailedPart['failure'], 'kind' | 'message'>;

/** Of a process and all it has started; null where it cannot be read: it has ended, or this is not Linux. */
function residentMebibytes(pid: number): number | null {
  const own = statusBytes(pid, 'VmRSS');
  if (own === null) return null;
  return descendants(pid).reduce((sum, one) => sum + (statusBytes(one, 'VmRSS') ?? 0), own) / 2 ** 20;
}

/** @returns What ends the watch. `onOver` is called once at most. */
export function watchLimits(pid: number, limits: Limits, onOver: (failure: LimitFailure) => void): () => void {
  const { caseSeconds, memoryMebibytes } = limits;
  const timers: NodeJS.Timeout[] = [];
  const end = (): void => {
    for (const timer of timers) clearTimeout(timer);
  };
  const over = (failure: LimitFailure): void => {
    end();
    onOver(failure);
  };
  if (caseSeconds !== null) {
    const message = `It took longer than limits.caseSeconds allows, ${caseSeconds} s.`;
    timers.push(setTimeout(over, caseSeconds * 1000, { kind: 'time-limit', message }));
  }
  if (memoryMebibytes !== null) {
    const look = (): void => {
      const held = residentMebibytes(pid);
      if (held === null || held <= memoryMebibytes) return;
      const message = `It held ${Math.round(held)} MiB, more than limits.memoryMebibytes allows, ${memoryMebibytes}.`;
      over({ kind: 'memory-limit', message });
    };
    timers.push(setInterval(look, LOOK_MILLISECONDS));
  }
  return end;
}
