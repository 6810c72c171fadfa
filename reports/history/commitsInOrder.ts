/** Commits of records, oldest first. Pure. */
import type { RunRecord } from '../../harness/records/record.ts';

export interface CommitAt {
  /** Null outside git. */
  readonly commit: string | null;
  /** Of its first record; ISO 8601. */
  readonly startedAt: string;
}

/** Places of commits, oldest first, as git has them; null where there is no git. */
export type CommitOrder = ReadonlyMap<string, number> | null;

/** In git's order where git knows all of them; else in the order of their first records. */
export function commitsInOrder(
  records: readonly Pick<RunRecord, 'code' | 'startedAt'>[],
  order: CommitOrder,
): CommitAt[] {
  const first = new Map<string | null, string>();
  for (const { code, startedAt } of records) {
    const known = first.get(code.commit);
    if (known === undefined || startedAt < known) first.set(code.commit, startedAt);
  }
  const commits = [...first].map(([commit, startedAt]) => ({ commit, startedAt }));
  const isKnown = order !== null && commits.every(({ commit }) => commit !== null && order.has(commit));
  return commits.sort((a, b) =>
    isKnown ? order.get(a.commit!)! - order.get(b.commit!)! : a.startedAt < b.startedAt ? -1 : 1,
  );
}

export function placesOf(commits: readonly CommitAt[]): ReadonlyMap<string | null, number> {
  return new Map(commits.map(({ commit }, place) => [commit, place]));
}
