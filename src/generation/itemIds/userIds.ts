/**
 * Textual IDs of users: the salient words of their items' IDs. Made of the sequences that are handed in and of nothing
 * else; given training sequences, no later event can be told from them.
 */
import type { Sequences } from '../../split/split.ts';
import { distinctIds, type IdKey } from './distinctIds.ts';
import type { ItemIds } from './itemIds.ts';
import { salientWish } from './salience.ts';
import { bagWords } from './words.ts';

export interface UserIds {
  /** By user number in the dataset; a user without events is not in it. */
  readonly texts: ReadonlyMap<number, string>;
  readonly solvedByWords: number;
  readonly solvedByNumbers: number;
}

/** @param most Words of an ID before what tells equal ones apart. */
export function makeUserIds(
  { users, offsets, items }: Pick<Sequences, 'users' | 'offsets' | 'items'>,
  itemIds: ItemIds,
  most: number,
  keyOf: IdKey = (id) => id,
): UserIds {
  const sequences = Array.from(users.keys()).filter((row) => knownItems(items, offsets, row).length > 0);
  const bags = bagWords(sequences.length, (bag) =>
    Array.from(knownItems(items, offsets, sequences[bag]!), (item) => itemIds.texts[item]!),
  );
  const wishes = sequences.map((_, bag) => salientWish(bags, bag, most, 'general-first'));
  const { ids, ...solved } = distinctIds(wishes, keyOf);
  return { texts: new Map(ids.map((id, bag) => [users[sequences[bag]!]!, id])), ...solved };
}

/** Items outside the catalogue are 0 and have no ID. */
function knownItems(items: Uint32Array, offsets: Uint32Array, row: number): Uint32Array {
  return items.subarray(offsets[row], offsets[row + 1]).filter((item) => item !== 0);
}
