/** Narrows a plan down to the baselines that the command line names. */
import { UserError } from '../../src/errors.ts';
import { didYouMean } from '../config/nearest.ts';
import type { ResolvedBaseline } from '../config/resolveBaselines.ts';

/**
 * Part i of n of the cases, by turns in the order of the plan, so that every part has its share of seeds and baselines.
 * Deterministic: n machines with the same config do every case once between them.
 */
export function shardOf<Case>(cases: readonly Case[], words: string | undefined): Case[] {
  if (words === undefined) return [...cases];
  const parts = /^([1-9]\d*)\/([1-9]\d*)$/u.exec(words);
  const [shard, count] = [Number(parts?.[1]), Number(parts?.[2])];
  if (!parts || shard > count)
    throw new UserError(`--shard ${words}: must be i/n with i from 1 to n, for example 2/8.`);
  return cases.filter((_, index) => index % count === shard - 1);
}

/** The cases of these ids, all of which the plan must have. */
export function namedCases<Case extends { readonly caseId: string }>(
  cases: readonly Case[],
  ids: readonly string[] | undefined,
): Case[] {
  if (ids === undefined) return [...cases];
  return ids.map((id) => {
    const found = cases.find(({ caseId }) => caseId === id);
    if (!found)
      throw new UserError(
        `The config has no case ${id}: its data, code or settings are others than where it was sent.`,
      );
    return found;
  });
}

/** `only`: labels or ids of baselines, also several in one word with commas between them; empty for all. */
export function selectBaselines(baselines: readonly ResolvedBaseline[], only: readonly string[]): ResolvedBaseline[] {
  const isNamed = (baseline: ResolvedBaseline, name: string) =>
    [baseline.label, baseline.grid?.label, baseline.source.id].includes(name);
  const isKnown = (name: string) => baselines.some((baseline) => isNamed(baseline, name));
  // A label may have a comma of its own.
  const names = only.flatMap((word) => (isKnown(word) ? [word] : word.split(',').map((name) => name.trim())));
  for (const name of names) {
    if (isKnown(name)) continue;
    const known = [...new Set(baselines.flatMap(({ label, source }) => [label, source.id]))];
    throw new UserError(
      `--only ${name}: the config has no such baseline.${didYouMean(name, known)} It has: ${known.join(', ')}.`,
    );
  }
  return baselines.filter((baseline) => names.length === 0 || names.some((name) => isNamed(baseline, name)));
}
