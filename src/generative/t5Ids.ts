/** IDs that a T5 from a checkpoint writes once, before anything is trained (`ids: { kind: t5 }`). */
import type { FitInput } from '../baseline.ts';
import type { Engine } from '../engine/engine.ts';
import { checkpointFolder } from '../generation/hubFolder.ts';
import type { IdKey } from '../generation/itemIds/distinctIds.ts';
import { writeIdCandidates } from '../generation/itemIds/idWriter.ts';
import { itemDescription, type ItemIds, makeItemIds } from '../generation/itemIds/itemIds.ts';
import type { ItemIdSettings, T5IdSettings } from '../generation/itemIds/itemIdSettings.ts';
import { ItemTextPrompts } from '../generation/prompts/itemTextPrompts.ts';
import { loadT5Checkpoint } from '../network/t5/t5Checkpoint.ts';

/** @param keyOf What makes two IDs the same to the recommender. */
export async function t5Ids(
  ids: ItemIdSettings,
  settings: T5IdSettings,
  keyOf: IdKey,
  { itemText, itemCount, engine, onActivity }: FitInput & { readonly engine: Engine },
): Promise<ItemIds> {
  const writer = await loadT5Checkpoint(await checkpointFolder(settings.checkpoint));
  const texts = new ItemTextPrompts(writer.tokenizer, itemText!.map(itemDescription), {
    maxTokens: settings.textTokens,
    endToken: writer.shape.endToken,
  });
  const written = await writeIdCandidates(engine, writer, texts, itemCount, settings, (count) =>
    onActivity?.(`item IDs written: ${count} of ${itemCount}`),
  );
  return makeItemIds(itemText!, ids, keyOf, written);
}
