/**
 * Which events the IDs of users are made of. IDGenRec's release makes them of whole sequences, the test item among them
 * (its utils/indexing.py:557). Here no baseline is ever given a test target, so that this leak cannot be repeated as it is.
 * What can be repeated is the same leak one step earlier: IDs that know the validation targets. It raises validation NDCG@10
 * and the choice of an epoch by it, and no figure on test cases, whose IDs never know what is asked for.
 */
import type { EvaluationCases, Sequences } from '../split/split.ts';

/** Events of users in order, as far as their IDs may know them. */
export type NamedUsers = Pick<Sequences, 'users' | 'offsets' | 'items'>;

/** Training sequences and, of validation users, all events up to the target of their last case, that one included. */
export function withValidationTargets(
  train: NamedUsers,
  { sequences, sequence, targetRow }: EvaluationCases,
): NamedUsers {
  const known = new Map<number, Uint32Array>();
  train.users.forEach((user, row) => {
    known.set(user, train.items.subarray(train.offsets[row], train.offsets[row + 1]));
  });
  const ends = new Map<number, number>();
  sequence.forEach((row, index) => ends.set(row, Math.max(ends.get(row) ?? 0, targetRow[index]! + 1)));
  for (const [row, end] of ends) {
    known.set(sequences.users[row]!, sequences.items.subarray(sequences.offsets[row], end));
  }
  const offsets = new Uint32Array(known.size + 1);
  const events = [...known.values()];
  events.forEach((items, index) => (offsets[index + 1] = offsets[index]! + items.length));
  const items = new Uint32Array(offsets.at(-1)!);
  events.forEach((own, index) => {
    items.set(own, offsets[index]);
  });
  return { users: Uint32Array.from(known.keys()), offsets, items };
}
