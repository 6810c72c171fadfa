/** Random tries for tests, and what they are made of. */
import fc from 'fast-check';
import type { ItemTokens } from '../../src/generation/trie/itemTrie.ts';

export type Ids = readonly (readonly number[])[];

export function tokensOf(ids: Ids): ItemTokens {
  const offsets = [0, 0];
  for (const id of ids) offsets.push(offsets.at(-1)! + id.length);
  return { offsets: Uint32Array.from(offsets), tokens: Uint32Array.from(ids.flat()) };
}

/** Few tokens, so that IDs share beginnings and begin one another. */
export function anyIds(options: { firstToken: number; lastToken: number; maxLength: number; maxItems: number }) {
  const { firstToken, lastToken, maxLength, maxItems } = options;
  const token = fc.integer({ min: firstToken, max: lastToken });
  return fc.uniqueArray(fc.array(token, { minLength: 1, maxLength }), {
    minLength: 1,
    maxLength: maxItems,
    selector: (id) => id.join(),
  });
}
