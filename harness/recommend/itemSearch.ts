/**
 * Finds the item that a person means: by its id, by its whole title, in whatever order its words stand, by words of its
 * title, and where letters are wrong, by what is nearest (fuse.js). What fits several items is never decided by chance: all
 * of them are the answer.
 */
import Fuse, { type FuseResult } from 'fuse.js';
import type { CatalogueItem } from '../records/itemFile.ts';
import { editDistance } from '../config/nearest.ts';

export interface FoundItem extends CatalogueItem {
  /** In the catalogue, from 1. */
  readonly number: number;
}

export type ItemMatch =
  | { readonly kind: 'one'; readonly item: FoundItem }
  /** The best fitting first, at most `MOST_CANDIDATES`. */
  | { readonly kind: 'several'; readonly items: readonly FoundItem[]; readonly count: number }
  | { readonly kind: 'none' };

const MOST_CANDIDATES = 8;
/** Of which slips of the keyboard are looked for. */
const MOST_NEAR = 50;
/** A slip for so many letters. */
const LETTERS_PER_SLIP = 5;

/** Of fuse.js, where 0 is a perfect fit: beyond it titles have little to do with what was written. */
const WORST_SCORE = 0.5;
/** A slip of the keyboard is corrected without asking only where the next best title fits worse by this much. */
const LEAST_LEAD = 0.15;

/** As people compare titles: without case, accents and punctuation. */
function plain(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** `Matrix, The` and `the matrix` are the same. */
function bagOf(title: string): string {
  return title.split(' ').sort().join(' ');
}

/** Titles are often written with their year, whether the data have it or not. */
function withoutYears(words: readonly string[]): string[] {
  return words.filter((word) => !/^(?:19|20)\d\d$/u.test(word));
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
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
  readonly #byBag = new Map<string, FoundItem[]>();
  readonly #entries: readonly Entry[];
  #fuse: Fuse<Entry> | null = null;

  /** The item with number n is at place n - 1. */
  constructor(catalogue: readonly CatalogueItem[]) {
    const items = catalogue.map((item, place): FoundItem => ({ ...item, number: place + 1 }));
    this.#byId = new Map(items.map((item) => [item.id, item]));
    this.#entries = items.flatMap((item) => (item.title === '' ? [] : [{ item, title: plain(item.title) }]));
    for (const { item, title } of this.#entries) {
      append(this.#byTitle, title, item);
      append(this.#byBag, bagOf(title), item);
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
    const sameWords = this.#byBag.get([...words].sort().join(' '));
    if (sameWords) return matchOf(sameWords);
    const byWords = this.#entries.filter(({ title }) => {
      const own = ` ${title} `;
      return words.every((word) => own.includes(` ${word} `));
    });
    // Of many that fit, those that say the least besides.
    if (byWords.length > 0) {
      return matchOf(byWords.sort((a, b) => a.title.length - b.title.length).map(({ item }) => item));
    }
    const near = this.#near(words.join(' '));
    const slipped = slips(words.join(' '), near);
    if (slipped.length > 0) return matchOf(slipped);
    const others = withoutYears(words);
    const isShorter = others.length > 0 && others.length < words.length;
    return isShorter ? this.find(others.join(' ')) : likely(near);
  }

  /** The best fitting first. */
  #near(text: string): FuseResult<Entry>[] {
    this.#fuse ??= new Fuse(this.#entries, {
      keys: ['title'],
      includeScore: true,
      ignoreLocation: true,
      ignoreFieldNorm: true,
      // Word by word, in whatever order.
      useTokenSearch: true,
    });
    return this.#fuse.search(text, { limit: MOST_NEAR }).filter(({ score }) => (score ?? 1) <= WORST_SCORE);
  }
}

/** Whole titles but for a few wrong letters: those with the fewest. */
function slips(text: string, near: readonly FuseResult<Entry>[]): FoundItem[] {
  const bag = bagOf(text);
  const counts = near.map(({ item }) => editDistance(bag, bagOf(item.title)));
  const least = Math.min(...counts);
  if (least > bag.length / LETTERS_PER_SLIP) return [];
  return near.filter((_, place) => counts[place] === least).map(({ item }) => item.item);
}

/** One where it fits much better than all others. */
function likely(near: readonly FuseResult<Entry>[]): ItemMatch {
  const found = near.slice(0, MOST_CANDIDATES);
  const [best, next] = found.map(({ score }) => score ?? 1);
  const hasLead = best !== undefined && (next ?? 1) - best >= LEAST_LEAD;
  return matchOf((hasLead ? found.slice(0, 1) : found).map(({ item }) => item.item));
}
