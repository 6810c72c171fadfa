/** Processes that a process has started, and theirs: what a model in another language costs. Linux only; elsewhere none are seen. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time for user space in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Fields of `/proc/PID/stat` from the third on, after the name, which may hold blanks; null for a process that is gone. */
function statOf(pid: number | 'self'): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

const [PARENT, USER, SYSTEM, ENDED_USER, ENDED_SYSTEM] = [1, 11, 12, 13, 14] as const;

export function descendants(ancestor: number): number[] {
  if (process.platform !== 'linux') return [];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statOf(pid)?.[PARENT]);
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(ancestor);
}

/** CPU seconds of everything that this process has started, also of what has ended. */
export function descendantCpuSeconds(): number {
  const ticks = (fields: string[] | null, places: readonly number[]): number =>
    fields === null ? 0 : places.reduce((sum, place) => sum + Number(fields[place]), 0);
  if (process.platform !== 'linux') return 0;
  const ended = ticks(statOf('self'), [ENDED_USER, ENDED_SYSTEM]);
  const running = descendants(process.pid).reduce(
    (sum, pid) => sum + ticks(statOf(pid), [USER, SYSTEM, ENDED_USER, ENDED_SYSTEM]),
    0,
  );
  return (ended + running) / TICKS_PER_SECOND;
}

/** A size of `/proc/PID/status` in bytes: `VmRSS` is held now, `VmHWM` was held at most. Null for a process that is gone. */
export function statusBytes(pid: number | 'self', field: 'VmRSS' | 'VmHWM'): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'mu').exec(text)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}

/** Ends a process with all that it has started. */
export function killTree(pid: number): void {
  for (const one of [...descendants(pid), pid]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}
