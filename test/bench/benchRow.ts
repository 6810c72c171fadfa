/** One line of a benchmark: ours beside a peer or a limit. */
export interface BenchRow {
  readonly id: string;
  readonly ours: number;
  /** Null where the peer is not installed. */
  readonly peer: number | null;
  readonly peerName: string;
  readonly unit: string;
  /** Above 1 always means that ours is better; null without a peer. */
  readonly ratio: number | null;
  /** What the ratio has to reach; null where it is only told. */
  readonly floor: number | null;
  readonly holds: boolean;
}

/** For units of which less is better: seconds, bytes. */
export function smallerIsBetter(row: Omit<BenchRow, 'ratio' | 'holds'>): BenchRow {
  const ratio = row.peer === null ? null : row.peer / row.ours;
  return { ...row, ratio, holds: ratio !== null && (row.floor === null || ratio >= row.floor) };
}

/** For qualities. */
export function largerIsBetter(row: Omit<BenchRow, 'ratio' | 'holds'>): BenchRow {
  const ratio = row.peer === null ? null : row.ours / row.peer;
  return { ...row, ratio, holds: ratio !== null && (row.floor === null || ratio >= row.floor) };
}

export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
