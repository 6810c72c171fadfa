/** A comparison for machines; versioned. */
import type { Comparison } from './compareSides.ts';

export function comparisonJson({ first, second, comparisons, unpaired }: Comparison) {
  return {
    schemaVersion: 1,
    first: first.word,
    second: second.word,
    pairs: comparisons.map(({ pair, qualities, latency, costs }) => ({
      label: pair.label,
      dataset: pair.dataset,
      seeds: [pair.first.map(({ record }) => record.seed), pair.second.map(({ record }) => record.seed)],
      qualities,
      latency,
      costs,
      costsDifferBy: pair.costDifferences,
    })),
    unpaired,
    failures: [first, second].flatMap((side) =>
      side.failures.map(({ record }) => ({ side: side.word, label: record.baseline.label, seed: record.seed })),
    ),
  };
}
