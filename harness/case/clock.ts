/** The only source of time for measurements: monotonic seconds, replaced by a made-up clock in tests. */
import { descendantCpuSeconds } from './processTree.ts';

export interface Clock {
  /** Seconds since some fixed moment; never goes back. */
  readonly nowSeconds: () => number;
  /** CPU seconds so far of this process and all it has started, user and system, over all threads. */
  readonly cpuSeconds: () => number;
}

export const systemClock: Clock = {
  nowSeconds: () => performance.now() / 1000,
  cpuSeconds: () => {
    const usage = process.cpuUsage();
    return (usage.user + usage.system) / 1e6 + descendantCpuSeconds();
  },
};
