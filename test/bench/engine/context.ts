/** What every part of the engine benchmark is given. */
export interface EngineBenchContext {
  /** Turns of ours and of each peer; medians are over all of them. */
  readonly rounds: number;
  readonly threads: number;
  readonly say: (line: string) => void;
}
