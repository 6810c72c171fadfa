/** Every figure that a record may hold, whatever its kind: what it is called, its unit, and which way is better. */
import { COSTS } from './cost.ts';
import { findMetric, USER_MEAN } from './metric.ts';
import { SCENARIO_FIGURES } from './scenarioFigure.ts';

export interface Figure {
  /** As records and exports have it: `ndcg@10`, `peakMemoryBytes`, `server.perSecond`. */
  readonly name: string;
  readonly kind: 'metric' | 'cost' | 'scenario';
  /** For table heads. */
  readonly label: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly meaning: string;
}

/** Null where no figure has that name. */
export function findFigure(name: string): Figure | null {
  const metric = findMetric(name);
  if (metric !== null) {
    const { label, unit, better, meaning } = metric.definition;
    const suffix = name.startsWith(USER_MEAN) ? ' by user' : '';
    return { name, kind: 'metric', label: `${label}@${metric.cutoff}${suffix}`, unit, better, meaning };
  }
  const cost = COSTS.find(({ id }) => id === name);
  if (cost !== undefined) {
    const { label, unit, better, meaning } = cost;
    return { name, kind: 'cost', label, unit, better, meaning };
  }
  const figure = SCENARIO_FIGURES.find(({ id }) => id === name);
  if (figure === undefined) return null;
  const { scenario, label, unit, better, meaning } = figure;
  return { name, kind: 'scenario', label: `${scenario}, ${label}`, unit, better, meaning };
}
