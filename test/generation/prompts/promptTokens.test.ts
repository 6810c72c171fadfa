/** Prompts put together of tokens: they are the tokens of the written text, with words and with pieces of words. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PromptWriter, type PromptSettings } from '../../../src/generation/prompts/promptTokens.ts';
import { SEEN_TEMPLATES, UNSEEN_TEMPLATES } from '../../../src/generation/prompts/templates.ts';
import { tokenizeItemIds } from '../../../src/generation/tokenizer/itemTokens.ts';
import { readTokenizer, type Tokenizer } from '../../../src/generation/tokenizer/tokenizer.ts';
import { buildWordTokenizer } from '../../../src/generation/tokenizer/wordTokenizer.ts';

const ITEMS = ['', 'red oil', 'rose', 'blue lavender set', 'kits'];
const USERS = new Map([[7, 'rose pro']]);
const ALL = [...SEEN_TEMPLATES, ...UNSEEN_TEMPLATES];
const END = 1;

const folder = fileURLToPath(new URL('../../golden/t5/relu', import.meta.url));
const pieces = await readTokenizer(folder);
const words = buildWordTokenizer([...ITEMS, ...USERS.values(), ...ALL.flatMap((t) => Object.values(t) as string[])], {
  maxTokens: 200,
});

function writer(
  tokenizer: Tokenizer,
  userIds: typeof USERS | null,
  changes: Partial<PromptSettings> = {},
): PromptWriter {
  const settings = { historyLength: 20, maxTokens: 512, endToken: END, ...changes };
  return new PromptWriter(tokenizer, ALL, tokenizeItemIds(tokenizer, ITEMS), userIds, settings);
}

function written(prompts: PromptWriter, template: number, user: number, items: readonly number[]): number[] {
  const out = new Int32Array(600);
  const row = Uint32Array.from(items);
  const end = prompts.write(template, user, row, 0, row.length, out, 0);
  expect(prompts.length(user, row, 0, row.length)).toBeGreaterThanOrEqual(end);
  return Array.from(out.subarray(0, end));
}

const history = (items: readonly number[]): string => items.map((item) => ITEMS[item]!).join(' ; ');

describe('a prompt', () => {
  it.each(ALL.map((template, index) => [index, template] as const))(
    'of template %i is the text in tokens',
    (index, template) => {
      for (const tokenizer of [words, pieces]) {
        for (const items of [[1], [3, 2, 1, 4], []]) {
          const plain = template.plain.replace('{history}', history(items));
          expect(written(writer(tokenizer, null), index, 7, items)).toEqual([...tokenizer.encode(plain), END]);
          const personal = template.personal.replace('{history}', history(items)).replace('{user}', USERS.get(7)!);
          expect(written(writer(tokenizer, USERS), index, 7, items)).toEqual([...tokenizer.encode(personal), END]);
        }
      }
    },
  );

  it('of a user without an ID names nobody', () => {
    const nameless = SEEN_TEMPLATES[0]!.personal.replace('{user}', '').replace('{history}', 'rose');
    expect(written(writer(words, USERS), 0, 8, [2])).toEqual([...words.encode(nameless), END]);
  });

  it('holds the latest items only', () => {
    const short = writer(words, null, { historyLength: 2 });
    expect(written(short, 0, 7, [1, 2, 3, 4])).toEqual(written(writer(words, null), 0, 7, [3, 4]));
  });

  it('leaves out whole items, the oldest first, where it would be too long', () => {
    const whole = written(writer(words, null), 0, 7, [2, 3, 4]);
    const longest = writer(words, null).length(7, Uint32Array.of(2, 3, 4), 0, 3);
    expect(written(writer(words, null, { maxTokens: longest }), 0, 7, [2, 3, 4])).toEqual(whole);
    const shorter = writer(words, null, { maxTokens: longest - 1 });
    expect(written(shorter, 0, 7, [2, 3, 4])).toEqual(written(writer(words, null), 0, 7, [3, 4]));
    expect(shorter.firstWritten(7, Uint32Array.of(2, 3, 4), 0, 3)).toBe(1);
  });
});

describe('templates', () => {
  it('are all different, and each has the history once', () => {
    const texts = ALL.flatMap((template) => Object.values(template) as string[]);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text.split('{history}')).toHaveLength(2);
    for (const { plain, personal } of ALL) {
      expect(plain).not.toContain('{user}');
      expect(personal.split('{user}')).toHaveLength(2);
    }
  });
});
