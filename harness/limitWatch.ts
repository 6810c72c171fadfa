/** Watches a child process and says when it is over a limit. */
import { readFileSync } from 'node:fs';
import type { Limits } from './limits.ts';
import type { FailedPart } from './record.ts';

const LOOK_MILLISECONDS = 500;

export type LimitFailure = Pick<FailedPart['failure'], 'kind' | 'message'>;

/** Resident size in MiB; null where it cannot be read: the process has ended, or this is not Linux. */
function residentMebibytes(pid: number): number | null {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? null : Number(line[1]) / 1024;
  } catch {
    return null;
  }
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
