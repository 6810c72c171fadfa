/**
 * Prompts as tokens. The words around a history and the IDs in it are each split into tokens once; a prompt is put together
 * of these, which gives the tokens of the whole text, because tokenizers split at blanks first.
 */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { ItemTokens } from '../trie/itemTrie.ts';
import type { OnItem, PromptSource } from './promptSource.ts';
import { type PromptTemplate, SEPARATOR } from './templates.ts';

type Slot = 'user' | 'history';
type Piece = { readonly slot: Slot } | { readonly tokens: readonly number[] };

export interface PromptSettings {
  /** Latest items of a history that are written down. */
  readonly historyLength: number;
  /** At most, the end token included; the oldest items are left out until what remains fits. */
  readonly maxTokens: number;
  readonly endToken: number;
}

export class PromptWriter implements PromptSource {
  readonly #templates: readonly (readonly Piece[])[];
  readonly #itemTokens: ItemTokens;
  readonly #userTokens: ReadonlyMap<number, readonly number[]> | null;
  readonly #separator: readonly number[];
  readonly #settings: PromptSettings;

  /** @param userIds By user number; null: prompts without users. Users without an ID get none. */
  constructor(
    tokenizer: Tokenizer,
    templates: readonly PromptTemplate[],
    itemTokens: ItemTokens,
    userIds: ReadonlyMap<number, string> | null,
    settings: PromptSettings,
  ) {
    this.#templates = templates.map((template) =>
      piecesOf(tokenizer, userIds === null ? template.plain : template.personal),
    );
    this.#itemTokens = itemTokens;
    this.#userTokens =
      userIds === null ? null : new Map(Array.from(userIds, ([user, id]) => [user, tokenizer.encode(id)]));
    this.#separator = tokenizer.encode(SEPARATOR);
    this.#settings = settings;
  }

  get templateCount(): number {
    return this.#templates.length;
  }

  /** Tokens that a prompt has beside the items of its history; of the longest template. */
  fixedLength(user: number): number {
    const own = this.#userTokens?.get(user)?.length ?? 0;
    const lengths = this.#templates.map((pieces) =>
      pieces.reduce(
        (sum, piece) => sum + ('tokens' in piece ? piece.tokens.length : piece.slot === 'user' ? own : 0),
        0,
      ),
    );
    return Math.max(...lengths) + 1;
  }

  /** First of the items `items[from..to)` that is written down. */
  firstWritten(user: number, items: Uint32Array, from: number, to: number): number {
    const { historyLength, maxTokens } = this.#settings;
    let left = maxTokens - this.fixedLength(user);
    let first = to;
    while (first > from && to - first < historyLength) {
      const needed = this.#lengthOf(items[first - 1]!) + (first < to ? this.#separator.length : 0);
      if (needed > left) break;
      left -= needed;
      first--;
    }
    return first;
  }

  length(user: number, items: Uint32Array, from: number, to: number): number {
    const first = this.firstWritten(user, items, from, to);
    let length = this.fixedLength(user) + Math.max(0, to - first - 1) * this.#separator.length;
    for (let at = first; at < to; at++) length += this.#lengthOf(items[at]!);
    return length;
  }

  write(
    template: number,
    user: number,
    items: Uint32Array,
    from: number,
    to: number,
    out: Int32Array,
    at: number,
    onItem?: OnItem,
  ): number {
    const first = this.firstWritten(user, items, from, to);
    let next = at;
    for (const piece of this.#templates[template]!) {
      if ('tokens' in piece) next = append(out, next, piece.tokens);
      else if (piece.slot === 'user') next = append(out, next, this.#userTokens?.get(user) ?? []);
      else next = this.#writeHistory(items, first, to, out, next, onItem);
    }
    out[next] = this.#settings.endToken;
    return next + 1;
  }

  #writeHistory(
    items: Uint32Array,
    from: number,
    to: number,
    out: Int32Array,
    at: number,
    onItem: OnItem | undefined,
  ): number {
    const { offsets, tokens } = this.#itemTokens;
    let next = at;
    for (let place = from; place < to; place++) {
      if (place > from) next = append(out, next, this.#separator);
      const item = items[place]!;
      onItem?.(item, next);
      next = append(out, next, tokens.subarray(offsets[item], offsets[item + 1]));
    }
    return next;
  }

  #lengthOf(item: number): number {
    const { offsets } = this.#itemTokens;
    return offsets[item + 1]! - offsets[item]!;
  }
}

function append(out: Int32Array, at: number, tokens: ArrayLike<number>): number {
  for (let index = 0; index < tokens.length; index++) out[at + index] = tokens[index]!;
  return at + tokens.length;
}

/** The words of a template as tokens, and the slots between them. */
function piecesOf(tokenizer: Tokenizer, template: string): Piece[] {
  return template
    .split(/(\{(?:user|history)\})/u)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const slot = /^\{(user|history)\}$/u.exec(part)?.[1] as Slot | undefined;
      return slot === undefined ? { tokens: tokenizer.encode(part.trim()) } : { slot };
    });
}
