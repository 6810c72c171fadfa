import { expect, test } from 'vitest';
import { makeItemIds } from '../../../src/generation/itemIds/itemIds.ts';
import { itemIdSettingsSchema } from '../../../src/generation/itemIds/itemIdSettings.ts';
import { makeUserIds } from '../../../src/generation/itemIds/userIds.ts';
import { simulateShop } from '../../../src/dataset/simulate/simulate.ts';
import type { InteractionDataset } from '../../../src/dataset/interactionDataset.ts';
import { splitDataset } from '../../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../../src/split/splitSettings.ts';

const SETTINGS = itemIdSettingsSchema.parse({});
const shop = simulateShop('tiny');

function splitOf(dataset: InteractionDataset) {
  const split = splitDataset(dataset, splitSettingsSchema.parse({ kind: 'leave-one-out', core: 1 }));
  const text = Array.from(split.catalogue.datasetItem, (item) => dataset.itemText![item] ?? {});
  return { split, itemIds: makeItemIds(text, SETTINGS) };
}

/** The same shop where every user's last event, which is the test event, is of another item. */
function withOtherTestEvents({ items, userOffsets, ...rest }: InteractionDataset): InteractionDataset {
  const changed = items.slice();
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const last = userOffsets[user + 1]! - 1;
    changed[last] = 1 + (changed[last]! % 50);
  }
  return { ...rest, items: changed, userOffsets, contentHash: 'changed' };
}

test('no test event is in a user ID: other test events leave all user IDs as they are', () => {
  const [before, after] = [splitOf(shop), splitOf(withOtherTestEvents(shop))];
  expect(after.itemIds.texts).toEqual(before.itemIds.texts);
  const ids = makeUserIds(before.split.train, before.itemIds, 4).texts;
  expect(ids.size).toBeGreaterThan(100);
  expect(makeUserIds(after.split.train, after.itemIds, 4).texts).toEqual(ids);
  // What a release that hands in whole sequences would do.
  const leak = (of: typeof before) => makeUserIds(of.split.test.sequences, of.itemIds, 4).texts;
  expect(leak(after)).not.toEqual(leak(before));
});

test("user IDs are unique, and made of words of the user's own items and of numbers", () => {
  const { split, itemIds } = splitOf(shop);
  const { users, offsets, items } = split.train;
  const { texts } = makeUserIds(split.train, itemIds, 3);
  expect(new Set(texts.values()).size).toBe(users.length);
  users.forEach((user, row) => {
    const own = Array.from(items.subarray(offsets[row], offsets[row + 1]), (item) => itemIds.texts[item]!.split(' '));
    for (const word of texts.get(user)!.split(' ')) {
      if (!/^\d+$/u.test(word)) expect(own.flat()).toContain(word);
    }
  });
});

test('a user without known items has no ID', () => {
  const { itemIds } = splitOf(shop);
  const sequences = {
    users: Uint32Array.of(4, 9, 7),
    offsets: Uint32Array.of(0, 0, 2, 3),
    items: Uint32Array.of(0, 0, 1),
  };
  expect([...makeUserIds(sequences, itemIds, 4).texts.keys()]).toEqual([7]);
});
