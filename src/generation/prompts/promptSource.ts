/** Where the inputs of a generating model come from: prompts of histories, or texts of items. */

/** Told of each item whose ID is written, and of the place of its first token. */
export type OnItem = (item: number, place: number) => void;

export interface PromptSource {
  readonly templateCount: number;
  /** Most tokens, whatever the template, of a prompt with the history `items[from..to)`; its end token is one of them. */
  length(user: number, items: Uint32Array, from: number, to: number): number;
  /**
   * Writes the prompt, its end token last, into `out` from `at` on.
   * @returns The place after it.
   */
  write(
    template: number,
    user: number,
    items: Uint32Array,
    from: number,
    to: number,
    out: Int32Array,
    at: number,
    onItem?: OnItem,
  ): number;
}
