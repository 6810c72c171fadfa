/**
 * From differences to a verdict. A quality or a cost is worse only where it is worse by more than is tolerated *and* by
 * more than chance explains; it is fine only where chance cannot hide more than is tolerated; between the two nothing
 * can be told. What is worse here and better there is a trade, which is for people to judge.
 */
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

export function verdictOf(judgements: readonly Judgement[]): Verdict {
  if (judgements.length === 0) return 'cannot tell';
  const isWorse = judgements.includes('worse');
  if (isWorse && judgements.includes('better')) return 'trade';
  if (isWorse) return 'regression';
  return judgements.includes('cannot tell') ? 'cannot tell' : 'fine';
}

/** Of several pairs: one regression is a regression, and one open question leaves the whole open. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'cannot tell';
  for (const verdict of ['regression', 'cannot tell', 'trade'] as const) if (verdicts.includes(verdict)) return verdict;
  return 'fine';
}
