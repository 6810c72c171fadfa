/** Every figure of a row in one form, whatever its kind: what exports are made of. Pure. */
import { canonicalJson } from '../src/canonicalJson.ts';
import { COSTS } from '../src/metrics/cost.ts';
import { findFigure, type Figure } from '../src/metrics/figure.ts';
import { SCENARIO_FIGURES } from '../src/metrics/scenarioFigure.ts';
import type { ReportRow } from './rows.ts';
import { figureOfSeeds } from './scenarioFigures.ts';

export interface RowFigure {
  readonly figure: Figure;
  /** Of a metric the mean over seeds, of other figures the median. */
  readonly value: number;
  /** What kind of interval: `INTERVALS`. Null where there are too few seeds or rounds for one. */
  readonly low: number | null;
  readonly high: number | null;
  /** Over seeds; null for a single one, and for what is no metric. */
  readonly sd: number | null;
  readonly seedCount: number;
}

export const INTERVALS = {
  metric: 'mean-95-student-t',
  cost: 'least-and-most',
  scenario: 'bootstrap-95',
} as const satisfies Readonly<Record<Figure['kind'], string>>;

export const SUMMARIES = {
  metric: 'mean',
  cost: 'median',
  scenario: 'median',
} as const satisfies Readonly<Record<Figure['kind'], string>>;

const known = new Map<string, Figure | null>();

/** One object for each name, however many rows have it. */
function figureNamed(name: string): Figure | null {
  const figure = known.get(name) ?? findFigure(name);
  known.set(name, figure);
  return figure;
}

function metricFigures({ metrics }: ReportRow): RowFigure[] {
  return Object.entries(metrics).flatMap(([name, spread]) => {
    // A metric that this version does not know has neither a unit nor a direction.
    const figure = figureNamed(name);
    if (figure === null || spread === null) return [];
    const { mean, low, high, sd, n } = spread;
    return [{ figure, value: mean, low, high, sd, seedCount: n }];
  });
}

function costFigures({ costs }: ReportRow): RowFigure[] {
  return COSTS.flatMap(({ id }) => {
    const spread = costs[id];
    if (spread === null) return [];
    const [low, high] = spread.n === 1 ? [null, null] : [spread.min, spread.max];
    return [{ figure: figureNamed(id)!, value: spread.median, low, high, sd: null, seedCount: spread.n }];
  });
}

/** Settings under which the scenarios were measured that are told of a row; null where none were. */
export function scenarioSettings({ scenarios }: ReportRow): unknown {
  return scenarios[0]?.session.settings ?? null;
}

function loadFigures(row: ReportRow): RowFigure[] {
  const key = canonicalJson(scenarioSettings(row));
  const alike = row.scenarios.filter((part) => canonicalJson(part.session.settings ?? null) === key);
  return SCENARIO_FIGURES.flatMap(({ id }) => {
    const found = figureOfSeeds(alike, id);
    return found === null ? [] : [{ figure: figureNamed(id)!, ...found, sd: null, seedCount: alike.length }];
  });
}

/** Those that were measured: metrics, costs, then what was measured under load. */
export function rowFigures(row: ReportRow): RowFigure[] {
  return [...metricFigures(row), ...costFigures(row), ...loadFigures(row)];
}
