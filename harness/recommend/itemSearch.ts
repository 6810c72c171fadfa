/**
 * Finds the item that a person means: by its id, by its whole title, by words of its title, and where letters are wrong, by
 * what is nearest (fuse.js). What fits several items is never decided by chance: all of them are the answer.
 */
import Fuse from 'fuse.js';
import type { CatalogueItem } from '../itemFile.ts';

export interface FoundItem extends CatalogueItem {
  /** In the catalogue, from 1. */
  readonly number: number;
}

export type ItemMatch =
  | { readonly kind: 'one'; readonly item: FoundItem }
  /** The best fitting first, at most `MOST_CANDIDATES`. */
  | { readonly kind: 'several'; readonly items: readonly FoundItem[]; readonly count: number }
  | { readonly kind: 'none' };

export const MOST_CANDIDATES = 8;

/** Of fuse.js, where 0 is a perfect fit: beyond it titles have little to do with what was written. */
const WORST_SCORE = 0.4;
/** A slip of the keyboard is corrected without asking only where the next best title fits worse by this much. */
const LEAST_LEAD = 0.15;

/** As people compare titles: without case, accents and punctuation. */
function plain(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

interface Entry {
  readonly item: FoundItem;
  readonly title: string;
}

function matchOf(items: readonly FoundItem[]): ItemMatch {
  const [first] = items;
  if (first === undefined) return { kind: 'none' };
  if (items.length === 1) return { kind: 'one', item: first };
  return { kind: 'several', items: items.slice(0, MOST_CANDIDATES), count: items.length };
}

export class ItemSearch {
  readonly #byId: ReadonlyMap<string, FoundItem>;
  readonly #byTitle = new Map<string, FoundItem[]>();
  readonly #entries: readonly Entry[];
  #fuse: Fuse<Entry> | null = null;

  /** The item with number n is at place n - 1. */
  constructor(catalogue: readonly CatalogueItem[]) {
    const items = catalogue.map((item, place): FoundItem => ({ ...item, number: place + 1 }));
    this.#byId = new Map(items.map((item) => [item.id, item]));
    this.#entries = items.flatMap((item) => (item.title === '' ? [] : [{ item, title: plain(item.title) }]));
    for (const { item, title } of this.#entries) {
      const known = this.#byTitle.get(title);
      if (known) known.push(item);
      else this.#byTitle.set(title, [item]);
    }
  }

  get itemCount(): number {
    return this.#byId.size;
  }

  get hasTitles(): boolean {
    return this.#entries.length > 0;
  }

  /** Items of exactly this id or title. */
  exact(text: string): readonly FoundItem[] {
    const item = this.#byId.get(text.trim());
    const title = plain(text);
    return item ? [item] : title === '' ? [] : (this.#byTitle.get(title) ?? []);
  }

  find(text: string): ItemMatch {
    const exact = this.exact(text);
    if (exact.length > 0) return matchOf(exact);
    const words = plain(text).split(' ').filter(Boolean);
    if (words.length === 0) return { kind: 'none' };
    const byWords = this.#entries.filter(({ title }) => {
      const own = ` ${title} `;
      return words.every((word) => own.includes(` ${word} `));
    });
    // Of many that fit, those that say the least besides.
    if (byWords.length > 0) {
      return matchOf(byWords.sort((a, b) => a.title.length - b.title.length).map(({ item }) => item));
    }
    return this.#nearest(words.join(' '));
  }

  #nearest(text: string): ItemMatch {
    this.#fuse ??= new Fuse(this.#entries, {
      keys: ['title'],
      includeScore: true,
      ignoreLocation: true,
      ignoreFieldNorm: true,
      threshold: WORST_SCORE,
    });
    const found = this.#fuse.search(text, { limit: MOST_CANDIDATES });
    const [best, next] = found.map(({ score }) => score ?? 1);
    const hasLead = best !== undefined && (next ?? 1) - best >= LEAST_LEAD;
    return matchOf((hasLead ? found.slice(0, 1) : found).map(({ item }) => item.item));
  }
}
