import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeSettingsSchema, type TfidfSettings } from '../../../src/profiles/encode/encodeSettings.ts';
import { encodeTexts } from '../../../src/profiles/encode/encodeTexts.ts';
import { termMatrix, wordsOf } from '../../../src/profiles/encode/tfidf.ts';
import { encodeWithTfidf } from '../../../src/profiles/encode/tfidfEncoder.ts';
import { temporaryFolder } from '../../dataset/support.ts';
import { golden } from '../golden.ts';

function settingsOf(given: object): TfidfSettings {
  return encodeSettingsSchema.parse({ kind: 'tfidf', ...given }) as TfidfSettings;
}

describe('TF-IDF with truncated SVD', () => {
  it.each(golden.tfidf)(
    "agrees with scikit-learn's TfidfVectorizer and an exact decomposition: $settings",
    (expected) => {
      const settings = settingsOf({ ...expected.settings, normalise: false });
      expect(termMatrix(golden.texts, settings).words.toSorted()).toEqual(expected.words.toSorted());
      const { vectors, width } = encodeWithTfidf(golden.texts, settings);
      expect(width).toBe(expected.settings.width);
      const rows = golden.texts.map((_, row) => vectors.subarray(row * width, (row + 1) * width));
      expected.singularValues.forEach((value, column) => {
        expect(Math.hypot(...rows.map((row) => row[column]!))).toBeCloseTo(value, 5);
      });
      // Columns scaled to length 1 are the left singular vectors; their signs fall out of the projector.
      const count = golden.texts.length;
      expected.projector.forEach((value, place) => {
        const [a, b] = [rows[Math.floor(place / count)]!, rows[place % count]!];
        const product = expected.singularValues.reduce((sum, singular, column) => {
          return sum + (a[column]! * b[column]!) / singular ** 2;
        }, 0);
        expect(product).toBeCloseTo(value, 5);
      });
    },
  );

  it('takes words as Python does: letters and digits of any script, at least two, in lower case', () => {
    expect(wordsOf("It's a Café-noir über 東京_2: ДРАМА x 7")).toEqual([
      'it',
      'café',
      'noir',
      'über',
      '東京_2',
      'драма',
    ]);
  });

  it('gives fewer dimensions where the texts span fewer, and zeros to a text without words', () => {
    const texts = ['red green', 'red green', 'blue blue', '!', 'red green'];
    const { vectors, width, encoderFacts } = encodeWithTfidf(texts, settingsOf({ minTexts: 1, normalise: true }));
    expect(width).toBe(2);
    expect([...vectors.subarray(6, 8)]).toEqual([0, 0]);
    expect(encoderFacts).toMatchObject({ words: 3, textsWithoutWords: 1 });
    expect(encoderFacts['shareKept']).toBeCloseTo(1, 9);
  });

  it('says so where the settings leave no word', () => {
    expect(() => encodeWithTfidf(['red', 'green'], settingsOf({}))).toThrow(
      'No word occurs in at least 2 of the 2 profiles and in at most 95 % of them; set encode.minTexts lower',
    );
  });
});

describe('the cache of vectors', () => {
  const settings = settingsOf({ width: 4 });

  it('is read again for equal texts and settings, and for nothing else', async () => {
    const cacheDirectory = await temporaryFolder();
    const first = await encodeTexts(golden.texts, settings, { cacheDirectory });
    expect(await encodeTexts(golden.texts, settings, { cacheDirectory })).toEqual(first);
    expect(await readdir(cacheDirectory)).toEqual([`${first.contentHash}.encoded.safetensors`]);
    const other = await encodeTexts(golden.texts.toReversed(), settings, { cacheDirectory });
    expect(other.contentHash).not.toBe(first.contentHash);
    const narrower = await encodeTexts(golden.texts, { ...settings, width: 3 }, { cacheDirectory });
    expect(narrower.contentHash).not.toBe(first.contentHash);
  });

  it('refuses a damaged file by name', async () => {
    const cacheDirectory = await temporaryFolder();
    const { contentHash } = await encodeTexts(golden.texts, settings, { cacheDirectory });
    const path = join(cacheDirectory, `${contentHash}.encoded.safetensors`);
    await writeFile(path, 'half');
    await expect(encodeTexts(golden.texts, settings, { cacheDirectory })).rejects.toThrow(`"${path}" is damaged`);
  });

  it('needs texts', async () => {
    const cacheDirectory = await temporaryFolder();
    await expect(encodeTexts([], settings, { cacheDirectory })).rejects.toThrow('There are no profiles to encode');
  });
});
