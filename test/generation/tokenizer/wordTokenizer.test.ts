/** Tokenizers built here: read back by Hugging Face's libraries, and equal to what these make of the same file. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoTokenizer } from '@huggingface/transformers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { readTokenizer, type Tokenizer, writeTokenizer } from '../../../src/generation/tokenizer/tokenizer.ts';
import { buildWordTokenizer } from '../../../src/generation/tokenizer/wordTokenizer.ts';

interface Golden {
  readonly tokenizers: string;
  readonly cases: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly withEnd: readonly number[];
    readonly decoded: string;
  }[];
}

const TEXTS = ['red oil', 'oil-free red rose set', 'Oil of lavender', 'crème 50ml', 'zigzag', '; ;'];
const END = 1;

/** Few tokens, so that rare words are spelt. */
const tokenizer = buildWordTokenizer(TEXTS, { maxTokens: 7 });
const golden = JSON.parse(
  await readFile(new URL('../../golden/wordTokenizer.json', import.meta.url), 'utf8'),
) as Golden;

let directory = '';
beforeAll(async () => {
  // Named by hand where test/golden/wordTokenizer.py is to read it.
  const kept = process.env.SEQBENCH_KEEP;
  if (kept !== undefined) await mkdir(kept, { recursive: true });
  directory = kept ?? (await mkdtemp(join(tmpdir(), 'seqbench-tokenizer-')));
  await writeTokenizer(directory, tokenizer);
});
afterAll(async () => {
  if (process.env.SEQBENCH_KEEP === undefined) await rm(directory, { recursive: true });
});

describe('a tokenizer built from words', () => {
  it.each(golden.cases)(`splits "$text" as tokenizers ${golden.tokenizers} does`, ({ text, ids, withEnd, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect([...tokenizer.encode(text), END]).toEqual(withEnd);
    expect(tokenizer.decode(withEnd)).toBe(decoded);
  });

  it('is read back as it was, here and by transformers.js', async () => {
    const read = await readTokenizer(directory);
    const theirs = await AutoTokenizer.from_pretrained(directory, { local_files_only: true });
    for (const { text, ids, withEnd } of golden.cases) {
      expect(read.encode(text)).toEqual(ids);
      expect(theirs.encode(text)).toEqual(withEnd);
    }
    expect(read.vocabularySize).toBe(tokenizer.vocabularySize);
  });

  it('does not depend on the order of the texts', () => {
    const other = buildWordTokenizer(TEXTS.toReversed(), { maxTokens: 7 });
    expect(other.files).toEqual(tokenizer.files);
  });

  it('gives padding, end and unknown the first numbers, and the frequent words the next', () => {
    expect(tokenizer.encode('; oil red ☃')).toEqual([3, 4, 5, 2]);
    expect(tokenizer.decode([0, 1])).toBe('');
  });

  it('has a token of its own for every word where there is room', () => {
    const roomy = buildWordTokenizer(TEXTS, { maxTokens: 100 });
    for (const text of TEXTS) expect(roomy.encode(text)).toHaveLength(text.split(' ').length);
    // oil, red, ;, oil-free, rose, set, of, lavender, crème, 50ml, zigzag and the three special ones.
    expect(roomy.vocabularySize).toBe(14);
  });

  it('never mistakes one text for another, however few tokens there are', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), minLength: 1, maxLength: 5 });
    const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 3, max: 12 }),
        (texts, maxTokens) => {
          const built: Tokenizer = buildWordTokenizer(texts, { maxTokens });
          for (const written of texts) expect(built.decode(built.encode(written))).toBe(written);
        },
      ),
    );
  });
});

describe('a tokenizer that cannot be read', () => {
  it('is named with its file', async () => {
    await expect(readTokenizer(join(directory, 'nowhere'))).rejects.toThrow(/tokenizer\.json" is missing/u);
    await expect(readTokenizer(join(directory, 'nowhere'))).rejects.toThrow(UserError);
  });
});
