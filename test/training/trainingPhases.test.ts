/** When a phase of training is over. */
import { describe, expect, it } from 'vitest';
import type { EpochLog } from '../../src/baseline.ts';
import { isPhaseOver, onePhase, type TrainingPhase } from '../../src/training/trainingPhases.ts';

const FIRST: TrainingPhase = { name: 'first', epochs: 6, hasPatience: true, isKept: true };
const SECOND: TrainingPhase = { name: 'second', epochs: 3, hasPatience: true, isKept: true };

/** Epochs of a phase with their validation scores, after those before. */
function logs(phase: TrainingPhase, scores: readonly (number | null)[], before: readonly EpochLog[] = []): EpochLog[] {
  const own = scores.map((validationNdcg10, index) => ({
    epoch: before.length + index + 1,
    trainSeconds: 1,
    validationSeconds: 1,
    loss: 1,
    validationNdcg10,
    ...(phase.name === null ? {} : { phase: phase.name }),
  }));
  return [...before, ...own];
}

describe('a phase of training', () => {
  it('is over after its epochs', () => {
    expect(isPhaseOver(FIRST, logs(FIRST, [1, 2, 3, 4, 5]), 2)).toBe(false);
    expect(isPhaseOver(FIRST, logs(FIRST, [1, 2, 3, 4, 5, 6]), 2)).toBe(true);
    expect(isPhaseOver({ ...FIRST, epochs: 0 }, [], 2)).toBe(true);
  });

  it('is over when its patience is, counted from its own best validation', () => {
    expect(isPhaseOver(FIRST, logs(FIRST, [3, 2]), 2)).toBe(false);
    expect(isPhaseOver(FIRST, logs(FIRST, [3, 2, 3]), 2)).toBe(true);
    expect(isPhaseOver(FIRST, logs(FIRST, [3, null, 2, null]), 2)).toBe(false);
    expect(isPhaseOver(FIRST, logs(FIRST, [3, 2, 1]), null)).toBe(false);
    expect(isPhaseOver({ ...FIRST, hasPatience: false }, logs(FIRST, [3, 2, 1, 0]), 2)).toBe(false);
  });

  it('counts anew after the one before, however good that was', () => {
    const before = logs(FIRST, [9, 1, 1]);
    expect(isPhaseOver(SECOND, before, 2)).toBe(false);
    expect(isPhaseOver(SECOND, logs(SECOND, [1, 2], before), 2)).toBe(false);
    expect(isPhaseOver(SECOND, logs(SECOND, [2, 1, 1], before), 2)).toBe(true);
  });

  it('is not over without a validation', () => {
    const [only] = onePhase(4);
    expect(isPhaseOver(only!, logs(only!, [null, null, null]), 1)).toBe(false);
    expect(isPhaseOver(only!, logs(only!, [null, null, null, null]), 1)).toBe(true);
  });
});
