/** Figures of a leaderboard as pages show them: metrics and costs in one form, each with its unit and direction. */
import type { CostUnit } from '../../../src/metrics/cost.ts';
import { formatCost, formatMetric, type MetricUnit } from '../../formatNumber.ts';

interface FigureText {
  /** As in records: `ndcg@10`, `fitSeconds`. */
  readonly id: string;
  readonly label: string;
  readonly better: 'higher' | 'lower';
  readonly meaning: string;
}

/** `lists` are about the lists alone, whatever the targets are; random lists would win them. */
export type Figure = FigureText &
  (
    | { readonly kind: 'accuracy' | 'lists'; readonly unit: MetricUnit }
    | { readonly kind: 'cost'; readonly unit: CostUnit }
  );

export type FigureKind = Figure['kind'];

export function formatFigure(value: number, figure: Figure): string {
  return figure.kind === 'cost' ? formatCost(value, figure.unit) : formatMetric(value, figure.unit);
}

/** -1 where `a` is better than `b`, 1 where it is worse. Missing is worse than anything. */
export function compareFigures(a: number | null, b: number | null, { better }: Pick<Figure, 'better'>): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (a === b) return 0;
  return a > b === (better === 'higher') ? -1 : 1;
}

export function isBetter(a: number, b: number, figure: Pick<Figure, 'better'>): boolean {
  return compareFigures(a, b, figure) < 0;
}

/** What a reader types a figure in; `factor` of it is 1 in the figure's own unit. */
export function inputUnit({ unit }: Figure): { readonly label: string; readonly factor: number } {
  switch (unit) {
    case 'seconds':
      return { label: 's', factor: 1 };
    case 'milliseconds':
      return { label: 'ms', factor: 1 };
    case 'bytes':
      return { label: 'MiB', factor: 2 ** 20 };
    case 'joules':
      return { label: 'J', factor: 1 };
    default:
      return { label: '', factor: 1 };
  }
}
