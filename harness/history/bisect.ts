/** The first commit of each step: known where every commit was measured, else narrowed down to the next to measure. */
import { commitsBetween } from './commits.ts';
import { type HistorySeries, type HistoryStep, seriesLabel } from './series.ts';

export interface Bisection {
  readonly label: string;
  readonly figure: string;
  readonly step: HistoryStep;
  /** Commits that may have made the step, oldest first; one where it is found. Null where git does not know them. */
  readonly candidates: readonly string[] | null;
  /** Halves what is left; null where the step's commit is known or nothing is known of what lies between. */
  readonly measureNext: string | null;
}

export async function bisections(series: readonly HistorySeries[]): Promise<Bisection[]> {
  const found: Bisection[] = [];
  for (const one of series) {
    const { figure, steps } = one;
    for (const step of steps) {
      const [before, at] = [step.before.commit, step.at.commit];
      const candidates = before === null || at === null ? null : await commitsBetween(before, at);
      const measureNext =
        candidates !== null && candidates.length > 1 ? candidates[Math.floor((candidates.length - 1) / 2)]! : null;
      found.push({ label: seriesLabel(one), figure, step, candidates, measureNext });
    }
  }
  return found;
}
