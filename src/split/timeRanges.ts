/** Ranges of a log's rows by time: what both cutoffs of a global temporal split stand on. */
import type { UserRange } from './parts.ts';
import type { Rows } from './rows.ts';
import type { GlobalTemporalSettings } from './splitSettings.ts';

export interface TimedRows extends Rows {
  readonly timestamps: Float64Array;
}

/** Each user's rows at or before `moment`, users without any left out. */
export function usersUpTo(rows: TimedRows, moment: number): UserRange[] {
  const ranges: UserRange[] = [];
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = firstRowAfter(rows, start, rows.userOffsets[user + 1]!, moment);
    if (end > start) ranges.push({ user, start, end });
  }
  return ranges;
}

/** A user's rows ascend in time, so halving finds the place. */
export function firstRowAfter(rows: TimedRows, start: number, end: number, moment: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.timestamps[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Target rows among a user's rows from `boundary`, the first row after the cutoff, to before `end`. */
export function targetsAfter(boundary: number, end: number, target: GlobalTemporalSettings['target']): number[] {
  if (boundary === end) return [];
  if (target === 'first') return [boundary];
  return target === 'last' ? [end - 1] : rowRange(boundary, end);
}

export function rowRange(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

export const TARGET_IN_WORDS = {
  last: 'Target: the last event after it, one per user.',
  first: 'Target: the first event after it, one per user.',
  successive: 'Targets: each event after it, in turn.',
} as const;

export function inWords(unixSeconds: number): string {
  return `${unixSeconds} (${new Date(unixSeconds * 1000).toISOString()})`;
}
