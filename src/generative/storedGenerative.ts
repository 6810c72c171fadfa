/**
 * A trained generating recommender on disk: a T5 checkpoint in Hugging Face's layout (config.json, model.safetensors,
 * tokenizer.json, tokenizer_config.json), with the item IDs, one a line, and user IDs where there are any.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { tokenizeItemIds } from '../generation/tokenizer/itemTokens.ts';
import { readJson, writeTokenizer } from '../generation/tokenizer/tokenizer.ts';
import { buildTrie } from '../generation/trie/buildTrie.ts';
import type { StateValue } from '../network/parameters.ts';
import { CONFIG_FILE, loadT5Checkpoint } from '../network/t5/t5Checkpoint.ts';
import { configOfT5Shape } from '../network/t5/t5Config.ts';
import { readStoredModel, writeStoredModel } from '../inference/storedModel.ts';
import type { GenerativeModel } from './generativeModel.ts';
import { generativeSettingsSchema } from './generativeSettings.ts';

export interface StoredGenerative {
  readonly model: GenerativeModel;
  readonly parameters: Readonly<Record<string, StateValue>>;
}

const ITEM_IDS_FILE = 'item-ids.txt';
const USER_IDS_FILE = 'user-ids.json';

/** User numbers in the dataset with their IDs; null where prompts name nobody. */
const userIdsSchema = z.strictObject({ users: z.array(z.tuple([z.int().nonnegative(), z.string()])).nullable() });

/** @param kind Id of the baseline. */
export async function writeStoredGenerative(
  directory: string,
  kind: string,
  { model, parameters }: StoredGenerative,
): Promise<void> {
  const { settings, shape, tokenizer, itemIds, userIds } = model;
  const userEntries: z.infer<typeof userIdsSchema> = { users: userIds === null ? null : [...userIds] };
  await writeFile(join(directory, CONFIG_FILE), `${JSON.stringify(configOfT5Shape(shape), null, 2)}\n`);
  await writeTokenizer(directory, tokenizer);
  await writeFile(join(directory, ITEM_IDS_FILE), itemIds.slice(1).join('\n'));
  await writeFile(join(directory, USER_IDS_FILE), JSON.stringify(userEntries));
  // Last, so that a folder with weights is whole.
  await writeStoredModel(directory, { kind, itemCount: itemIds.length - 1, settings, parameters });
}

/** @throws UserError where the directory holds no such model. */
export async function readStoredGenerative(directory: string, kind: string): Promise<StoredGenerative> {
  const { itemCount, settings } = await readStoredModel(directory, kind);
  const { shape, tokenizer, parameters } = await loadT5Checkpoint(directory);
  const itemIds = ['', ...(await readFile(join(directory, ITEM_IDS_FILE), 'utf8')).split('\n')];
  if (itemIds.length !== itemCount + 1) {
    throw new UserError(
      `"${join(directory, ITEM_IDS_FILE)}" has ${itemIds.length - 1} lines for ${itemCount} items; fit the model again.`,
    );
  }
  const { users } = userIdsSchema.parse(await readJson(join(directory, USER_IDS_FILE)));
  const itemTokens = tokenizeItemIds(tokenizer, itemIds);
  const model = {
    settings: generativeSettingsSchema.parse(settings),
    shape,
    tokenizer,
    itemIds,
    itemTokens,
    trie: buildTrie(itemTokens),
    userIds: users === null ? null : new Map(users),
  };
  return { model, parameters };
}
