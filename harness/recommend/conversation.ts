/** The dialogue of `seqbench recommend`: lines in, lines out; no terminal is needed for it. */
import { historyPieces } from './historyText.ts';
import { itemWithId } from './answerText.ts';
import type { FoundItem, ItemMatch, ItemSearch } from './itemSearch.ts';
import { choiceLines, unknownText } from './matchText.ts';

export interface ConversationInput {
  readonly search: ItemSearch;
  /** What the models say to a history that is not empty. */
  readonly answer: (history: readonly FoundItem[]) => Promise<string>;
  readonly write: (line: string) => void;
}

interface OpenChoice {
  readonly text: string;
  readonly match: Extract<ItemMatch, { readonly kind: 'several' }>;
}

export const HELP = [
  'Titles of a history, oldest first: a title, words of one, or an id; several at once with ; between them.',
  'An empty line asks. /drop takes the last item away, /new begins another history, Ctrl-D ends.',
];

export class Conversation {
  readonly #input: ConversationInput;
  #history: FoundItem[] = [];
  /** Texts that may mean several items, the one to be settled now first. */
  #open: OpenChoice[] = [];

  constructor(input: ConversationInput) {
    this.#input = input;
  }

  async say(line: string): Promise<void> {
    const text = line.trim();
    if (text === '') return this.#ask();
    if (text === '/new') this.#renew([]);
    else if (text === '/drop') this.#renew(this.#history.slice(0, -1));
    else this.#take(text);
  }

  #take(text: string): void {
    const [open] = this.#open;
    const chosen = open && /^\d+$/u.test(text) ? open.match.items[Number(text) - 1] : undefined;
    if (open) this.#open.shift();
    if (chosen) this.#add(chosen);
    else for (const piece of historyPieces(text, this.#input.search)) this.#find(piece);
    this.#showChoice();
  }

  async #ask(): Promise<void> {
    const { write, answer } = this.#input;
    this.#open = [];
    if (this.#history.length === 0) write('The history is empty: type a title first.');
    else write(await answer(this.#history));
  }

  #renew(history: FoundItem[]): void {
    this.#open = [];
    this.#history = history;
    this.#input.write(
      history.length === 0 ? 'The history is empty.' : `History: ${history.map(itemWithId).join('; ')}`,
    );
  }

  #add(item: FoundItem): void {
    this.#history.push(item);
    this.#input.write(`${this.#history.length}. ${itemWithId(item)}`);
  }

  #find(text: string): void {
    const match = this.#input.search.find(text);
    if (match.kind === 'one') this.#add(match.item);
    else if (match.kind === 'several') this.#open.push({ text, match });
    else this.#input.write(unknownText(text, this.#input.search));
  }

  #showChoice(): void {
    const [open] = this.#open;
    if (open) for (const line of choiceLines(open.text, open.match)) this.#input.write(line);
  }
}
