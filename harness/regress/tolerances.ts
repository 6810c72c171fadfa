/** How much worse is put up with, each as a share. */
export interface Tolerances {
  /** Share of a metric that may be lost. */
  readonly quality: number;
  /** Share by which a request may take longer. */
  readonly latency: number;
  /** What a request may take longer in any case, be it a share as large as it may. */
  readonly slackMicroseconds: number;
  /** Share by which peak memory may grow. */
  readonly memory: number;
}

/**
 * Peak memory depends on when garbage is collected: identical runs of one network were seen 18 % apart. How JavaScript is
 * compiled differs from process to process: identical processes that answer in 4 µs were seen 1 µs apart.
 */
export const DEFAULT_TOLERANCES: Tolerances = { quality: 0.02, latency: 0.05, slackMicroseconds: 1, memory: 0.2 };
