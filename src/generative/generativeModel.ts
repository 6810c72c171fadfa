/** What a generating recommender is besides its weights: network shape, tokenizer, item IDs and their trie, user IDs. */
import type { ItemText } from '../dataset/interactionDataset.ts';
import { type ItemIdStatistics, makeItemIds } from '../generation/itemIds/itemIds.ts';
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
import type { Sequences } from '../split/split.ts';
import type { GenerativeSettings } from './generativeSettings.ts';

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

/**
 * Names the items, and the users where prompts are to name them, from training data alone, and finds the tokens for it.
 * @param itemText By item number from 1.
 * @param checkpoint What training starts from; null: nothing.
 */
export function makeGenerativeModel(
  settings: GenerativeSettings,
  itemText: readonly ItemText[],
  train: Sequences,
  checkpoint: Pick<T5Checkpoint, 'shape' | 'tokenizer'> | null,
): { readonly model: GenerativeModel; readonly statistics: ItemIdStatistics } {
  // A tokenizer that is built for the IDs tells all apart that differ in more than case.
  const keyOf = checkpoint === null ? (id: string) => id.toLowerCase() : tokenKey(checkpoint.tokenizer);
  const ids = makeItemIds(itemText, settings.ids, keyOf);
  const userIds = settings.userIds === 'none' ? null : makeUserIds(train, ids, settings.userIdWords, keyOf).texts;
  const tokenizer =
    checkpoint?.tokenizer ??
    buildWordTokenizer([...ids.texts, ...(userIds?.values() ?? []), ...templateTexts()], {
      maxTokens: settings.vocabulary,
    });
  const itemTokens = tokenizeItemIds(tokenizer, ids.texts);
  const model = {
    settings,
    shape: checkpoint?.shape ?? t5ShapeOfSize(settings.size, tokenizer.vocabularySize),
    tokenizer,
    itemIds: ids.texts,
    itemTokens,
    trie: buildTrie(itemTokens),
    userIds,
  };
  return { model, statistics: ids.statistics };
}

function templateTexts(): string[] {
  return [...SEEN_TEMPLATES, ...UNSEEN_TEMPLATES].flatMap(({ plain, personal }) => [plain, personal]);
}

/** For training: every wording that it is trained with. */
export function trainingPrompts(model: GenerativeModel): PromptWriter {
  return promptWriter(model, SEEN_TEMPLATES.slice(0, model.settings.prompts));
}

/** For asking: one wording. */
export function askingPrompts(model: GenerativeModel): PromptWriter {
  return promptWriter(model, [(model.settings.askedWith === 'seen' ? SEEN_TEMPLATES : UNSEEN_TEMPLATES)[0]!]);
}

function promptWriter(model: GenerativeModel, templates: readonly PromptTemplate[]): PromptWriter {
  const { historyLength, maxInputTokens: maxTokens } = model.settings;
  const settings = { historyLength, maxTokens, endToken: model.shape.endToken };
  return new PromptWriter(model.tokenizer, templates, model.itemTokens, model.userIds, settings);
}
