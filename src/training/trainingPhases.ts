/** Training in parts that follow each other, with the state carried over: when one is over and the next begins. */
import type { EpochLog } from '../baseline.ts';

export interface TrainingPhase {
  /** Null where there is one only. */
  readonly name: string | null;
  /** At most. */
  readonly epochs: number;
  /** Whether it is over sooner, too: after as many validations of its own without a better one as patience has it. */
  readonly hasPatience: boolean;
  /** Whether the weights of its best epoch may be those that are kept. */
  readonly isKept: boolean;
  /**
   * Name of its track, where phases of one training train different things: phases of a track count their steps together
   * and share a learning rate that rises and falls once. Left out: they all do.
   */
  readonly track?: string;
}

/** Ordinary training. */
export function onePhase(epochs: number): TrainingPhase[] {
  return [{ name: null, epochs, hasPatience: true, isKept: true }];
}

/** @param epochs Of all phases so far. */
export function epochsOf(phase: TrainingPhase, epochs: readonly EpochLog[]): EpochLog[] {
  return epochs.filter((epoch) => (epoch.phase ?? null) === phase.name);
}

/** Epochs so far of all phases on the same track. */
export function epochsOnTrack(
  track: string | undefined,
  phases: readonly TrainingPhase[],
  epochs: readonly EpochLog[],
): number {
  return phases
    .filter((phase) => phase.track === track)
    .reduce((sum, phase) => sum + epochsOf(phase, epochs).length, 0);
}

export function isPhaseOver(phase: TrainingPhase, epochs: readonly EpochLog[], patience: number | null): boolean {
  const done = epochsOf(phase, epochs);
  if (done.length >= phase.epochs) return true;
  if (patience === null || !phase.hasPatience) return false;
  const scores = done.flatMap(({ validationNdcg10 }) => (validationNdcg10 === null ? [] : [validationNdcg10]));
  return scores.length > 0 && scores.length - 1 - scores.indexOf(Math.max(...scores)) >= patience;
}
