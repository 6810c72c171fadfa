/** The only source of time for measurements: monotonic seconds, replaced by a made-up clock in tests. */
export interface Clock {
  /** Seconds since some fixed moment; never goes back. */
  readonly nowSeconds: () => number;
  /** CPU seconds of this process so far, user and system, over all threads. */
  readonly cpuSeconds: () => number;
}

export const systemClock: Clock = {
  nowSeconds: () => performance.now() / 1000,
  cpuSeconds: () => {
    const usage = process.cpuUsage();
    return (usage.user + usage.system) / 1e6;
  },
};
