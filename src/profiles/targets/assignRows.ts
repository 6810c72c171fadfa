/** Whose vector is whose: each user's own, or, as a control, another user's. */
import { UserError } from '../../errors.ts';
import { Random } from '../../random.ts';
import type { ProfileSettings } from '../profileSettings.ts';

/** Null where users keep their own. */
export function shuffleSeed({ shuffle }: Pick<ProfileSettings, 'shuffle'>): number | null {
  if (shuffle === false) return null;
  return shuffle === true ? 1 : shuffle;
}

/** Row by user number of the dataset, -1 where there is none; `users` are the original ids of the rows. */
export function assignRows(userIds: readonly string[], users: readonly string[], seed: number | null): Int32Array {
  const given = seed === null ? null : derangement(users.length, seed);
  const rowOf = new Map(users.map((user, row) => [user, given === null ? row : given[row]!]));
  return Int32Array.from(userIds, (user) => rowOf.get(user) ?? -1);
}

/**
 * A random permutation that is one single cycle, so that nobody keeps their own place (Sattolo 1986).
 * @throws UserError for fewer than two.
 */
export function derangement(count: number, seed: number): Uint32Array {
  if (count < 2) throw new UserError('Profiles of fewer than two users cannot be shuffled; take out "shuffle".');
  const random = Random.fromSeed(seed, SHUFFLE_STREAM);
  const places = Uint32Array.from({ length: count }, (_, place) => place);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last);
    const held = places[last]!;
    places[last] = places[other]!;
    places[other] = held;
  }
  return places;
}

const SHUFFLE_STREAM = 41;
