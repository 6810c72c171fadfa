/**
 * From differences to a verdict. A quality or a cost is worse only where it is worse by more than is tolerated *and* by
 * more than chance explains; it is fine only where chance cannot hide more than is tolerated; between the two nothing
 * can be told. Costs that are worse where quality is better are a trade, which is for people to judge.
 */

/** A chance, corrected for all that is looked at, below which a difference is believed; intervals have the rest to 1. */
export const SIGNIFICANCE = 0.05;

export type Judgement = 'better' | 'fine' | 'worse' | 'cannot tell';
export type Verdict = 'fine' | 'regression' | 'trade' | 'cannot tell';

/** A relative change with its interval; above 0 is worse. */
export interface RelativeLoss {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether chance is ruled out, corrected for everything else that was looked at. */
  readonly isSignificant: boolean;
}

/** @param tolerance Loss that is put up with, as a share. */
export function judge({ estimate, low, high, isSignificant }: RelativeLoss, tolerance: number): Judgement {
  if (isSignificant && estimate > tolerance) return 'worse';
  if (isSignificant && estimate < -tolerance) return 'better';
  return low !== null && high !== null && high <= tolerance ? 'fine' : 'cannot tell';
}

/** No cost makes a loss of quality good, and no trade is seen where something is open. */
export function verdictOf(quality: readonly Judgement[], costs: readonly Judgement[]): Verdict {
  if (quality.includes('worse')) return 'regression';
  if (costs.includes('worse') && !quality.includes('better')) return 'regression';
  if (quality.length === 0 || [...quality, ...costs].includes('cannot tell')) return 'cannot tell';
  return costs.includes('worse') ? 'trade' : 'fine';
}

/** Of several pairs: one regression is a regression, and one open question leaves the whole open. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'cannot tell';
  for (const verdict of ['regression', 'cannot tell', 'trade'] as const) if (verdicts.includes(verdict)) return verdict;
  return 'fine';
}
