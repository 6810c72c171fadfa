/** What counts as an ID of an item where anything may be written. */
import { expect, test } from 'vitest';
import { makeGenerativeModel } from '../../src/generative/generativeModel.ts';
import { generativeSettingsSchema } from '../../src/generative/generativeSettings.ts';
import { WrittenIds } from '../../src/generative/writtenIds.ts';

const texts = ['red oil', 'red oil hair', 'olive'];
const settings = generativeSettingsSchema.parse({ size: 'nano', vocabulary: 100, ids: { kind: 'imported' } });
const train = { users: new Uint32Array(0), offsets: Uint32Array.of(0), items: new Uint32Array(0), timestamps: null };
const { model } = makeGenerativeModel(settings, [{}, ...texts.map((textId) => ({ textId }))], train, null);
const MAX_TOKENS = 4;

function results(...written: (readonly number[])[]) {
  const tokens = new Uint32Array(written.length * MAX_TOKENS);
  written.forEach((id, place) => {
    tokens.set(id, place * MAX_TOKENS);
  });
  return {
    count: written.length,
    scores: Float32Array.from(written, (_, place) => -place),
    nodes: new Uint32Array(written.length),
    tokens,
    lengths: Uint32Array.from(written, (id) => id.length),
  };
}

test('an exact ID counts and nothing that is near: no part of one, no extension, no other order, no similar letters', () => {
  const [red, oil, hair] = model.tokenizer.encode('red oil hair') as [number, number, number];
  const other = model.tokenizer.encode('bought')[0]!;
  const ids = new WrittenIds(model);
  const ranked = ids.rank(
    results([red], [red, oil, hair], [oil, red], [red, oil, other], [red, oil], [other], [red, oil], []),
    MAX_TOKENS,
    () => true,
  );
  expect(ranked).toEqual({ items: [2, 1], scores: [-1, -4] });
  expect(ids.facts()).toEqual({
    recommendedIdShare: 2 / 8,
    duplicateIdShare: 1 / 8,
    seenIdShare: 0,
    inventedIdShare: 5 / 8,
  });
});

test('seen items are left out and counted as seen', () => {
  const [olive] = model.tokenizer.encode('olive') as [number];
  const ids = new WrittenIds(model);
  expect(ids.rank(results([olive]), MAX_TOKENS, (item) => item !== 3)).toEqual({ items: [], scores: [] });
  expect(ids.facts()).toMatchObject({ seenIdShare: 1, recommendedIdShare: 0 });
});

test('nothing written, nothing to tell', () => {
  expect(new WrittenIds(model).facts()).toMatchObject({ inventedIdShare: null });
});
