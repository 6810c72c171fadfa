/** What a generating recommender is besides its weights: network shape, tokenizer, item IDs and their trie, user IDs. */
import type { ItemText } from '../dataset/interactionDataset.ts';
import type { IdKey } from '../generation/itemIds/distinctIds.ts';
import {
  itemDescription,
  type ItemIds,
  type ItemIdStatistics,
  makeItemIds,
  NAMELESS,
} from '../generation/itemIds/itemIds.ts';
import { makeUserIds } from '../generation/itemIds/userIds.ts';
import { PromptWriter } from '../generation/prompts/promptTokens.ts';
import { type PromptTemplate, SEEN_TEMPLATES, UNSEEN_TEMPLATES } from '../generation/prompts/templates.ts';
import { tokenizeItemIds, tokenKey } from '../generation/tokenizer/itemTokens.ts';
import type { Tokenizer } from '../generation/tokenizer/tokenizer.ts';
import { buildWordTokenizer } from '../generation/tokenizer/wordTokenizer.ts';
import { buildTrie } from '../generation/trie/buildTrie.ts';
import type { ItemTokens, ItemTrie } from '../generation/trie/itemTrie.ts';
import { type T5Checkpoint } from '../network/t5/t5Checkpoint.ts';
import { type T5Shape, t5ShapeOfSize } from '../network/t5/t5Shape.ts';
import type { GenerativeSettings } from './generativeSettings.ts';
import type { NamedUsers } from './namedUsers.ts';

export interface GenerativeModel {
  readonly settings: GenerativeSettings;
  readonly shape: T5Shape;
  readonly tokenizer: Tokenizer;
  /** By item number; place 0 is empty. */
  readonly itemIds: readonly string[];
  readonly itemTokens: ItemTokens;
  readonly trie: ItemTrie;
  /** By user number in the dataset; null where prompts name nobody. */
  readonly userIds: ReadonlyMap<number, string> | null;
}

/** Numbers may be appended to IDs that are yet to be written. */
const SPELLING = '0123456789';

/** What makes two IDs the same; a tokenizer that is built for the IDs tells all apart that differ in more than case. */
export function idKeyFor(checkpoint: Pick<T5Checkpoint, 'tokenizer'> | null): IdKey {
  return checkpoint === null ? (id) => id.toLowerCase() : tokenKey(checkpoint.tokenizer);
}

/**
 * Names the items, and the users where prompts are to name them, from what is given alone, and finds the tokens for it.
 * @param itemText By item number from 1.
 * @param checkpoint What training starts from; null: nothing.
 * @param written IDs that there are already; null: they are made as the settings say.
 */
export function makeGenerativeModel(
  settings: GenerativeSettings,
  itemText: readonly ItemText[],
  users: NamedUsers,
  checkpoint: Pick<T5Checkpoint, 'shape' | 'tokenizer'> | null,
  written: ItemIds | null = null,
): { readonly model: GenerativeModel; readonly statistics: ItemIdStatistics } {
  const keyOf = idKeyFor(checkpoint);
  const ids = written ?? makeItemIds(itemText, settings.ids, keyOf);
  const userIds = settings.userIds === 'none' ? null : makeUserIds(users, ids, settings.userIdWords, keyOf).texts;
  // IDs that are yet to be written are of the words of items.
  const toCome = settings.idGenerator === null ? [] : [NAMELESS, ...itemText.slice(1).map(itemDescription)];
  const tokenizer =
    checkpoint?.tokenizer ??
    buildWordTokenizer([...ids.texts, ...(userIds?.values() ?? []), ...templateTexts(), ...toCome], {
      maxTokens: settings.vocabulary,
      spelling: settings.idGenerator === null ? '' : SPELLING,
    });
  const shape = checkpoint?.shape ?? t5ShapeOfSize(settings.size, tokenizer.vocabularySize);
  return { model: { settings, shape, tokenizer, ...named(tokenizer, ids.texts), userIds }, statistics: ids.statistics };
}

/** The same model for items with other IDs, and users whose IDs are made of these. */
export function withItemIds(model: GenerativeModel, ids: ItemIds, users: NamedUsers): GenerativeModel {
  const { settings, tokenizer } = model;
  const userIds =
    model.userIds === null ? null : makeUserIds(users, ids, settings.userIdWords, tokenKey(tokenizer)).texts;
  return { ...model, ...named(tokenizer, ids.texts), userIds };
}

function named(tokenizer: Tokenizer, itemIds: readonly string[]) {
  const itemTokens = tokenizeItemIds(tokenizer, itemIds);
  return { itemIds, itemTokens, trie: buildTrie(itemTokens) };
}

function templateTexts(): string[] {
  return [...SEEN_TEMPLATES, ...UNSEEN_TEMPLATES].flatMap(({ plain, personal }) => [plain, personal]);
}

/** For training: every wording that it is trained with. @param historyLength Another than the model's. */
export function trainingPrompts(model: GenerativeModel, historyLength = model.settings.historyLength): PromptWriter {
  return promptWriter(model, SEEN_TEMPLATES.slice(0, model.settings.prompts), historyLength);
}

/** For asking: one wording. */
export function askingPrompts(model: GenerativeModel): PromptWriter {
  return promptWriter(
    model,
    [(model.settings.askedWith === 'seen' ? SEEN_TEMPLATES : UNSEEN_TEMPLATES)[0]!],
    model.settings.historyLength,
  );
}

function promptWriter(
  model: GenerativeModel,
  templates: readonly PromptTemplate[],
  historyLength: number,
): PromptWriter {
  const { maxInputTokens: maxTokens } = model.settings;
  const settings = { historyLength, maxTokens, endToken: model.shape.endToken };
  return new PromptWriter(model.tokenizer, templates, model.itemTokens, model.userIds, settings);
}
