/**
 * The smallest sample that at least this share of the samples does not exceed (nearest rank): always a value that was
 * observed, never one between two.
 */
export function percentile(sortedSamples: ArrayLike<number>, share: number): number {
  if (sortedSamples.length === 0) throw new Error('No percentile of no samples');
  const rank = Math.max(1, Math.ceil(share * sortedSamples.length));
  return sortedSamples[rank - 1]!;
}
