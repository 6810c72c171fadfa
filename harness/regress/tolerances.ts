/** How much worse is put up with, each as a share. */
export interface Tolerances {
  /** Share of a metric that may be lost. */
  readonly quality: number;
  /** Share by which a request may take longer. */
  readonly latency: number;
  /** Share by which peak memory may grow. */
  readonly memory: number;
}

/** Peak memory depends on when garbage is collected: identical runs of one network were seen 18 % apart. */
export const DEFAULT_TOLERANCES: Tolerances = { quality: 0.02, latency: 0.05, memory: 0.2 };
