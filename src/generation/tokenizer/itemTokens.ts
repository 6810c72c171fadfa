/** Textual IDs as tokens. */
import type { ItemTokens } from '../trie/itemTrie.ts';
import type { Tokenizer } from './tokenizer.ts';

/** @param texts By item number; place 0 is empty. */
export function tokenizeItemIds(tokenizer: Tokenizer, texts: readonly string[]): ItemTokens {
  const offsets = new Uint32Array(texts.length + 1);
  const tokens: number[] = [];
  texts.forEach((text, item) => {
    if (item > 0) tokens.push(...tokenizer.encode(text));
    offsets[item + 1] = tokens.length;
  });
  return { offsets, tokens: Uint32Array.from(tokens) };
}

/** What makes two IDs the same to a model that writes tokens. */
export function tokenKey(tokenizer: Tokenizer): (id: string) => string {
  return (id) => tokenizer.encode(id).join();
}
