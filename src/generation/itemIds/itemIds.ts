/** Textual IDs of a catalogue: what a generating recommender writes in place of an item number. */
import type { ItemText } from '../../dataset/interactionDataset.ts';
import { SEPARATOR } from '../prompts/templates.ts';
import { distinctIds, type IdKey, type IdWish } from './distinctIds.ts';
import type { IdCandidates } from './idWriter.ts';
import type { ItemIdSettings } from './itemIdSettings.ts';
import { salientWish } from './salience.ts';
import { bagWords, wordsOf } from './words.ts';

export interface ItemIds {
  /** By item number; place 0 is empty. No two are equal, none is blank. */
  readonly texts: readonly string[];
  readonly statistics: ItemIdStatistics;
}

export interface ItemIdStatistics {
  readonly itemCount: number;
  readonly meanWords: number;
  readonly maxWords: number;
  readonly distinctWords: number;
  /** Items without text, or without a published or written ID, which were given one all the same. */
  readonly replacedCount: number;
  /** Items whose ID was another's already, and what tells them apart now; others: of the IDs written for the item. */
  readonly solvedByOthers: number;
  readonly solvedByWords: number;
  readonly solvedByNumbers: number;
  /** IDs that begin with the words of another ID. */
  readonly prefixCount: number;
}

/** For an item that nothing is known of. */
export const NAMELESS = 'item';

/**
 * @param itemText By item number from 1, of catalogue items alone; place 0 is not looked at.
 * @param keyOf What makes two IDs the same; a tokenizer that drops letters needs more than their text.
 * @param written What a model wrote for each item, in place of words chosen here; null: nothing was written.
 */
export function makeItemIds(
  itemText: readonly ItemText[],
  settings: ItemIdSettings,
  keyOf: IdKey = (id) => id,
  written: IdCandidates | null = null,
): ItemIds {
  const bags = bagWords(itemText.length, (item) => (item === 0 ? [] : textsOf(itemText[item]!)));
  let replacedCount = 0;
  const wishes = itemText.slice(1).map((text, index): IdWish => {
    const salient = salientWish(bags, index + 1, settings.words, settings.order);
    if (written !== null && written[index + 1]!.length > 0) return writtenWish(written[index + 1]!, salient);
    const own = written !== null ? [] : settings.kind === 'imported' ? publishedWords(text) : salient.words;
    if (own.length > 0) return { words: own, reserve: salient.reserve };
    replacedCount++;
    return { words: salient.words.length > 0 ? salient.words : [NAMELESS], reserve: salient.reserve };
  });
  const { ids, ...solved } = distinctIds(wishes, keyOf);
  return { texts: ['', ...ids], statistics: { ...lengths(ids), replacedCount, ...solved } };
}

/** Every word of the item's text that is not in the ID may be appended to it, the most salient first. */
function writtenWish([words, ...others]: IdCandidates[number], salient: IdWish): IdWish {
  const known = new Set(words!.map((word) => word.toLowerCase()));
  const reserve = [...salient.words, ...salient.reserve].filter((word) => !known.has(word));
  return { words: words!, others, reserve };
}

/** An item in words, as salient words are chosen from and as a T5 is given it: its fields, with semicolons in between. */
export function itemDescription(text: ItemText): string {
  const fields = textsOf(text).map((field) => wordsOf(field).join(' '));
  return fields.filter((field) => field !== '').join(` ${SEPARATOR} `);
}

/** Titles, brands and categories; descriptions only where there is nothing else. */
function textsOf({ title, brand, categories, description }: ItemText): readonly string[] {
  const names = [title, brand, ...(categories ?? [])].filter((text) => text !== undefined);
  return names.length > 0 ? names : [description ?? ''];
}

function publishedWords({ textId }: ItemText): string[] {
  return (textId ?? '').split(/\s+/u).filter((word) => word !== '');
}

function lengths(
  ids: readonly string[],
): Omit<ItemIdStatistics, 'replacedCount' | 'solvedByOthers' | 'solvedByWords' | 'solvedByNumbers'> {
  const words = new Set<string>();
  const all = new Set(ids);
  let wordCount = 0;
  let maxWords = 0;
  let prefixCount = 0;
  for (const id of ids) {
    const own = id.split(' ');
    wordCount += own.length;
    maxWords = Math.max(maxWords, own.length);
    for (const word of own) words.add(word);
    if (own.some((_, length) => length > 0 && all.has(own.slice(0, length).join(' ')))) prefixCount++;
  }
  return {
    itemCount: ids.length,
    meanWords: ids.length === 0 ? 0 : wordCount / ids.length,
    maxWords,
    distinctWords: words.size,
    prefixCount,
  };
}
