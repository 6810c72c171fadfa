/** Prompts that are the text of one item, the last of a history: what a model is given to write the item's ID from. */
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { PromptSource } from './promptSource.ts';

export interface ItemTextSettings {
  /** At most, the end token included; longer texts are cut. */
  readonly maxTokens: number;
  readonly endToken: number;
}

export class ItemTextPrompts implements PromptSource {
  readonly templateCount = 1;
  /** By item number, each with its end token. */
  readonly #prompts: readonly Int32Array[];

  /** @param texts By item number; place 0 is not looked at. */
  constructor(tokenizer: Tokenizer, texts: readonly string[], { maxTokens, endToken }: ItemTextSettings) {
    this.#prompts = texts.map((text, item) =>
      item === 0 ? new Int32Array(0) : Int32Array.from([...tokenizer.encode(text).slice(0, maxTokens - 1), endToken]),
    );
  }

  /** Of the longest prompt. */
  get maxLength(): number {
    return this.#prompts.reduce((most, { length }) => Math.max(most, length), 1);
  }

  of(item: number): Int32Array {
    return this.#prompts[item]!;
  }

  length(_user: number, items: Uint32Array, _from: number, to: number): number {
    return this.of(items[to - 1]!).length;
  }

  write(
    _template: number,
    _user: number,
    items: Uint32Array,
    _from: number,
    to: number,
    out: Int32Array,
    at: number,
  ): number {
    const prompt = this.of(items[to - 1]!);
    out.set(prompt, at);
    return at + prompt.length;
  }
}
