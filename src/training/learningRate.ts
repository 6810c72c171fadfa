/** How the learning rate changes from step to step: a linear rise, then its full height or a linear fall to nothing. */

export const DECAYS = ['none', 'linear'] as const;

export interface LearningRateSettings {
  readonly learningRate: number;
  /** Steps over which it rises from 0. */
  readonly warmupSteps: number;
  /** Whether it falls afterwards, so that nothing would be left after the last step. */
  readonly decay: (typeof DECAYS)[number];
}

/** @param step From 1; @param stepCount Of the whole training, if it is not stopped early. */
export function learningRateAt(
  { learningRate, warmupSteps, decay }: LearningRateSettings,
  step: number,
  stepCount: number,
): number {
  if (step <= warmupSteps) return learningRate * (step / warmupSteps);
  if (decay === 'none') return learningRate;
  return learningRate * Math.max(0, (stepCount - step + 1) / (stepCount - warmupSteps));
}
