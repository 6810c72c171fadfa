/** Narrows a plan down to the baselines that the command line names. */
import { UserError } from '../src/errors.ts';
import { didYouMean } from './nearest.ts';
import type { ResolvedBaseline } from './resolveBaselines.ts';

/** `only`: labels or ids of baselines; empty for all. */
export function selectBaselines(baselines: readonly ResolvedBaseline[], only: readonly string[]): ResolvedBaseline[] {
  const isNamed = (baseline: ResolvedBaseline, name: string) => baseline.label === name || baseline.source.id === name;
  for (const name of only) {
    if (baselines.some((baseline) => isNamed(baseline, name))) continue;
    const known = [...new Set(baselines.flatMap(({ label, source }) => [label, source.id]))];
    throw new UserError(
      `--only ${name}: the config has no such baseline.${didYouMean(name, known)} It has: ${known.join(', ')}.`,
    );
  }
  return baselines.filter((baseline) => only.length === 0 || only.some((name) => isNamed(baseline, name)));
}
