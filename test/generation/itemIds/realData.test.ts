/** The IDs that IDGenRec published for Amazon Beauty, where the data is at hand. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeItemIds } from '../../../src/generation/itemIds/itemIds.ts';
import { itemIdSettingsSchema } from '../../../src/generation/itemIds/itemIdSettings.ts';
import { load } from '../../dataset/support.ts';

const root = resolve(process.env['SEQBENCH_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'));
const beauty = join(root, 'amazon-beauty');

test.skipIf(!existsSync(beauty))(`IDs of Amazon Beauty in ${beauty}: the published and our own`, async () => {
  const { itemText, itemIds } = await load({ format: 'seqbench', name: 'beauty', path: beauty });
  const published = makeItemIds(itemText!, itemIdSettingsSchema.parse({ kind: 'imported' }));
  // One was published empty.
  expect(itemText![itemIds.indexOf('B001LTVF7G')]!.textId).toBeUndefined();
  expect(published.texts[itemIds.indexOf('B001LTVF7G')]).toBe('nail art plate konad');
  expect(published.statistics).toEqual({
    itemCount: 12_101,
    meanWords: expect.closeTo(5.6, 1) as number,
    maxWords: 11,
    distinctWords: 8870,
    replacedCount: 1,
    solvedByWords: 0,
    solvedByOthers: 0,
    solvedByNumbers: 0,
    prefixCount: 157,
  });
  const salient = makeItemIds(itemText!, itemIdSettingsSchema.parse({}));
  expect(new Set(salient.texts).size).toBe(12_102);
  expect(salient.statistics).toMatchObject({ maxWords: 5, replacedCount: 0 });
});
