/**
 * Memory of NVIDIA accelerators that a process holds, by asking `nvidia-smi` now and then: the most that was seen, which
 * may miss a short peak. Null where the tool is absent or does not know the process, as inside some containers.
 */
import { execFile } from 'node:child_process';

const LOOK_MILLISECONDS = 1000;
const MEBIBYTE = 2 ** 20;

/** Bytes that a process holds, from the tool's list of `pid, MiB`; null where it is not in the list. */
export function heldBytes(list: string, pid: number): number | null {
  const held = list
    .split('\n')
    .map((line) => line.split(',').map((field) => Number(field.trim())))
    .filter(([ofPid, mebibytes]) => ofPid === pid && Number.isFinite(mebibytes))
    .map(([, mebibytes]) => mebibytes! * MEBIBYTE);
  return held.length === 0 ? null : held.reduce((sum, bytes) => sum + bytes, 0);
}

export interface AcceleratorWatch {
  /** Ends it, and tells the most that the process was seen to hold. */
  readonly end: () => number | null;
}

/** Watches a process until `end` is called. */
export function watchAccelerator(
  pid: number,
  tool = 'nvidia-smi',
  everyMilliseconds = LOOK_MILLISECONDS,
): AcceleratorWatch {
  let most: number | null = null;
  const look = (): void => {
    execFile(tool, ['--query-compute-apps=pid,used_gpu_memory', '--format=csv,noheader,nounits'], (error, list) => {
      const held = error === null ? heldBytes(list, pid) : null;
      if (held !== null) most = Math.max(held, most ?? 0);
      // Without the tool there is nothing to look at again.
      if (error !== null) clearInterval(timer);
    });
  };
  const timer = setInterval(look, everyMilliseconds);
  return {
    end: () => {
      clearInterval(timer);
      return most;
    },
  };
}
