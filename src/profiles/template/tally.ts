/** Counts of names, the most frequent first; of equally frequent ones the first in the order of the alphabet. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

export function tally(names: Iterable<string>): Counted[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Effective number of different names: e to the power of the entropy of their shares (Hill 1973). */
export function variety(counted: readonly Counted[]): number {
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  return Math.exp(-counted.reduce((sum, { count }) => sum + (count / total) * Math.log(count / total), 0));
}
