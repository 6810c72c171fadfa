import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemText } from '../../../src/dataset/interactionDataset.ts';
import { makeItemIds } from '../../../src/generation/itemIds/itemIds.ts';
import { type ItemIdSettings, itemIdSettingsSchema } from '../../../src/generation/itemIds/itemIdSettings.ts';

const SALIENT = itemIdSettingsSchema.parse({});
const IMPORTED = itemIdSettingsSchema.parse({ kind: 'imported' });

function idsOf(texts: readonly ItemText[], settings: Partial<ItemIdSettings> = {}, keyOf?: (id: string) => string) {
  const { texts: ids, statistics } = makeItemIds([{}, ...texts], { ...SALIENT, ...settings }, keyOf);
  expect(ids[0]).toBe('');
  return { ids: ids.slice(1), statistics };
}

/** Few words, so that texts collide; punctuation and blanks alone leave no word. */
const anyWord = fc.constantFrom('red', 'blue', 'Soap', "burt's", '12', 'é', '&amp;', '!', ' ');
const anyText = fc.array(anyWord, { maxLength: 4 }).map((words) => words.join(' '));
const anyItem: fc.Arbitrary<ItemText> = fc.record(
  { title: anyText, brand: anyText, categories: fc.array(anyText, { maxLength: 2 }), textId: anyText },
  { requiredKeys: [] },
);
const anySettings = fc.record({
  kind: fc.constantFrom('salient-words' as const, 'imported' as const),
  words: fc.integer({ min: 1, max: 3 }),
  order: fc.constantFrom('general-first' as const, 'text' as const),
});

describe('IDs of any catalogue', () => {
  test('no ID is empty or blank, and no two are equal', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 40 }), anySettings, (items, settings) => {
        const { ids, statistics } = idsOf(items, settings);
        expect(ids).toHaveLength(items.length);
        expect(new Set(ids).size).toBe(items.length);
        for (const id of ids) expect(id).toMatch(/^\S+(?: \S+)*$/u);
        expect(statistics.itemCount).toBe(items.length);
      }),
    );
  });

  test('are unique by whatever key a tokenizer makes of them', () => {
    const lettersAlone = (id: string): string => id.replace(/[^a-z0-9]/gu, '');
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 40 }), anySettings, (items, settings) => {
        const { ids } = idsOf(items, settings, lettersAlone);
        expect(new Set(ids.map(lettersAlone)).size).toBe(items.length);
      }),
    );
  });

  test('depend on the text of an item, not on where it stands, but for who of equals comes first', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 30 }), anySettings, fc.nat(), (items, settings, shift) => {
        const turn = <T>(list: readonly T[]): T[] =>
          list.map((_, index) => list[(index + shift) % Math.max(1, list.length)]!);
        const free = idsOf(items, settings);
        fc.pre(free.statistics.solvedByWords + free.statistics.solvedByNumbers === 0);
        expect(idsOf(turn(items), settings).ids).toEqual(turn(free.ids));
      }),
    );
  });
});

describe('salient words', () => {
  test('are those that few other items have, but at least one, the general before the special', () => {
    const { ids } = idsOf(
      [
        { title: 'Acme Rose Soap', categories: ['Bath'] },
        { title: 'Acme Lily Soap', categories: ['Bath'] },
        { title: 'Bolt Rose Soap', categories: ['Bath'] },
        { title: 'Bolt Lily Soap', categories: ['Bath'] },
        { title: 'Acme Plain Soap', categories: ['Bath'] },
      ],
      { words: 2 },
    );
    expect(ids).toEqual(['acme rose', 'acme lily', 'bolt rose', 'bolt lily', 'soap acme']);
    expect(idsOf([{ title: 'Onlyone' }]).ids).toEqual(['onlyone']);
  });

  test('leave out words of one item alone and numbers, which only tell equal IDs apart', () => {
    const twins = [{ title: 'Acme Soap 12 oz' }, { title: 'Acme Soap 17 oz Zanzibar' }, { title: 'Acme Soap 12 oz' }];
    const { ids, statistics } = idsOf(twins, { words: 3 });
    expect(ids).toEqual(['acme soap oz', 'acme soap oz zanzibar', 'acme soap oz 12']);
    expect(statistics).toMatchObject({ solvedByWords: 2, solvedByNumbers: 0, prefixCount: 2, maxWords: 4 });
  });

  test('equal items without further words are numbered from 2 on, past IDs that look like that', () => {
    const { ids, statistics } = idsOf([{ textId: 'a 2' }, { textId: 'a' }, { textId: 'a' }, { textId: 'a' }], IMPORTED);
    expect(ids).toEqual(['a 2', 'a', 'a 3', 'a 4']);
    expect(statistics).toMatchObject({ solvedByWords: 0, solvedByNumbers: 2, replacedCount: 0 });
  });

  test('an item without any text has an ID all the same', () => {
    const { ids, statistics } = idsOf([{}, { title: '!!!' }, { title: 'Item' }]);
    expect(ids).toEqual(['item', 'item 2', 'item 3']);
    expect(statistics).toMatchObject({ replacedCount: 2 });
  });

  test('come from the description where an item has no name', () => {
    expect(idsOf([{ description: 'A plain soap.' }, { title: 'soap', description: 'a tub' }]).ids).toEqual([
      'soap',
      'soap 2',
    ]);
  });

  test("words are in lower case, without apostrophes and the remains of a page's source", () => {
    const { ids } = idsOf([{ title: 'L&#39;Or&eacute;al &amp; Burt’s' }, { title: "l'or al burts" }], {
      order: 'text',
    });
    expect(ids[0]).toBe('lor al burts');
  });
});

describe('imported IDs', () => {
  test('are taken as published, case and all; what is missing is made of salient words', () => {
    const { ids, statistics } = idsOf(
      [
        { textId: ' Benefit  cosmetics', title: 'Benefit' },
        { textId: '', title: 'Konad plate' },
        { title: 'Konad plate' },
        { textId: 'benefit cosmetics' },
      ],
      IMPORTED,
    );
    expect(ids).toEqual(['Benefit cosmetics', 'konad plate', 'konad plate 2', 'benefit cosmetics']);
    expect(statistics).toMatchObject({ replacedCount: 2, solvedByNumbers: 1 });
  });
});
