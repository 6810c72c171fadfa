/** What a generating recommender is trained on: histories and the item that came next. */
import type { Sequences } from '../../split/split.ts';

/**
 * `every-prefix`: each event but the first of a sequence is a target, as in IDGenRec and as scoring recommenders learn;
 * `last-only`: only the last one, as in the ECIR 2026 release.
 */
export const TARGETS = ['every-prefix', 'last-only'] as const;
export type Targets = (typeof TARGETS)[number];

/** Sample i: target `items[targetRows[i]]`, history the items before it in the sequence that begins at `firstRows[i]`. */
export interface TargetSamples {
  readonly users: Uint32Array;
  readonly firstRows: Uint32Array;
  readonly targetRows: Uint32Array;
  /** Of all sequences. */
  readonly items: Uint32Array;
}

export function targetSamples({ users, offsets, items }: Sequences, targets: Targets): TargetSamples {
  const counts = users.map((_, row) => {
    const length = offsets[row + 1]! - offsets[row]!;
    return length < 2 ? 0 : targets === 'last-only' ? 1 : length - 1;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const samples = {
    users: new Uint32Array(total),
    firstRows: new Uint32Array(total),
    targetRows: new Uint32Array(total),
    items,
  };
  let next = 0;
  users.forEach((user, row) => {
    for (let target = offsets[row + 1]! - counts[row]!; target < offsets[row + 1]!; target++) {
      samples.users[next] = user;
      samples.firstRows[next] = offsets[row]!;
      samples.targetRows[next] = target;
      next++;
    }
  });
  return samples;
}
