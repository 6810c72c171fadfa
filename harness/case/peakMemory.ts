/** The largest resident size that this process has had, in bytes, and with it that of each process it runs. */
import { descendants, statusBytes } from './processTree.ts';

export function peakMemoryBytes(): number {
  // Linux counts the memory of the process that started this one into `maxRSS`: the value survives exec. The kernel's
  // high-water mark of the address space does not.
  const own = statusBytes('self', 'VmHWM') ?? process.resourceUsage().maxRSS * 1024;
  return descendants(process.pid).reduce((sum, pid) => sum + (statusBytes(pid, 'VmHWM') ?? 0), own);
}
