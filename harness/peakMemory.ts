/** The largest resident size that this process has had, in bytes. */
import { readFileSync } from 'node:fs';

export function peakMemoryBytes(): number {
  // Linux counts the memory of the process that started this one into `maxRSS`: the value survives exec. The kernel's
  // high-water mark of the address space does not.
  if (process.platform === 'linux') {
    try {
      const kibibytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
      if (kibibytes !== undefined) return Number(kibibytes) * 1024;
    } catch {
      // Without /proc the other figure has to do.
    }
  }
  return process.resourceUsage().maxRSS * 1024;
}
