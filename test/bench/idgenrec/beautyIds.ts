/** The IDs that IDGenRec published for Amazon Beauty and prompts of test users, as tokens: one for each word. */
import { defaultCacheDirectory } from '../../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../../src/dataset/loadDataset.ts';
import { makeItemIds } from '../../../src/generation/itemIds/itemIds.ts';
import { itemIdSettingsSchema } from '../../../src/generation/itemIds/itemIdSettings.ts';
import type { ItemTokens } from '../../../src/generation/trie/itemTrie.ts';
import { Random } from '../../../src/random.ts';
import { historyBatch } from '../../../src/split/histories.ts';
import { splitDataset } from '../../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../../src/split/splitSettings.ts';

export interface BeautyIds {
  /** Of all 12,101 items. */
  readonly itemTokens: ItemTokens;
  /** Ending with the end token. */
  readonly prompts: readonly (readonly number[])[];
  /** Of words, with padding, end and what is between items. */
  readonly vocabularySize: number;
}

const [END, SEPARATOR] = [1, 2];
const FIRST_WORD = 3;
const HISTORY_LENGTH = 20;

/** @param promptCount Drawn from the test users. */
export async function beautyIds(promptCount: number): Promise<BeautyIds> {
  const options = { cacheDirectory: defaultCacheDirectory(), skipBadRows: false, withItemText: true };
  const dataset = await loadDataset('amazon-beauty', options);
  const { texts } = makeItemIds(dataset.itemText!, itemIdSettingsSchema.parse({ kind: 'imported' }));
  const words = new Map<string, number>();
  const tokenOf = (word: string): number => {
    const known = words.get(word);
    if (known !== undefined) return known;
    words.set(word, FIRST_WORD + words.size);
    return FIRST_WORD + words.size - 1;
  };
  const ids = texts.map((text) => (text === '' ? [] : text.split(' ').map(tokenOf)));
  const offsets = new Uint32Array(ids.length + 1);
  ids.forEach((id, item) => (offsets[item + 1] = offsets[item]! + id.length));
  const { test, catalogue } = splitDataset(dataset, splitSettingsSchema.parse({ kind: 'global-temporal' }));
  const histories = historyBatch(test, 0, test.targetRow.length);
  const chosen = Random.fromSeed(1).sample(test.targetRow.length, promptCount);
  const prompts = Array.from(chosen, (row) => {
    const items = histories.items.subarray(histories.offsets[row], histories.offsets[row + 1]).slice(-HISTORY_LENGTH);
    return [...Array.from(items, (item) => [...ids[catalogue.datasetItem[item]!]!, SEPARATOR]).flat(), END];
  });
  return {
    itemTokens: { offsets, tokens: Uint32Array.from(ids.flat()) },
    prompts,
    vocabularySize: FIRST_WORD + words.size,
  };
}
