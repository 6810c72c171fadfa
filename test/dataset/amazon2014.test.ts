import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem } from './support.ts';

const RATINGS =
  'A39HTATAQ9V7YF,0205616461,5.0,1369699200\nA3JM6GV9MNOF9X,0558925278,3.0,1355443200\nA39HTATAQ9V7YF,0558925278,4.0,1355443200\n';
const REVIEWS =
  '{"reviewerID": "A1YJEY40YUW4SE", "asin": "7806397051", "reviewerName": "Andrea", "helpful": [3, 4], "reviewText": "Very oily and creamy.", "overall": 1.0, "summary": "Don\'t waste your money", "unixReviewTime": 1391040000, "reviewTime": "01 30, 2014"}\n' +
  '{"reviewerID": "A60XNB876KYML", "asin": "7806397051", "helpful": [1, 1], "reviewText": "", "overall": 3.0, "summary": "OK", "unixReviewTime": 1397779200, "reviewTime": "04 18, 2014"}\n';
/** As the 2014 files print it: single quotes, double ones where a text has an apostrophe, \x and \u escapes. */
const META =
  "{'asin': '0205616461', 'description': \"As we age, our once youthful skin doesn't glow.\", 'title': 'Bio-Active Anti-Aging Serum', 'imUrl': 'http://ecx.images-amazon.com/images/I/1.jpg', 'salesRank': {'Beauty': 461765}, 'categories': [['Beauty', 'Skin Care', 'Face', 'Creams & Moisturizers', 'Fluids & Lotions'], ['Beauty', 'Other']]}\n" +
  "{'asin': '0558925278', 'description': 'Caf\\xe9 \\u2013 \"mineral\"', 'title': u'Eco Friendly\\nEcotools', 'price': 19.98, 'related': {'also_viewed': ['B0009']}, 'brand': '', 'categories': [['Beauty', 'Makeup']]}\n" +
  "{'asin': 'B000000000', 'title': 'Not in the log', 'categories': [['Beauty']]}\n";
const TEXT = {
  '0205616461': {
    title: 'Bio-Active Anti-Aging Serum',
    description: "As we age, our once youthful skin doesn't glow.",
    categories: ['Beauty', 'Skin Care', 'Face', 'Creams & Moisturizers', 'Fluids & Lotions'],
  },
  '0558925278': {
    title: 'Eco Friendly Ecotools',
    description: 'Café – "mineral"',
    categories: ['Beauty', 'Makeup'],
    attributes: { price: '19.98' },
  },
};

describe('Amazon 2014', () => {
  test('ratings without a header, metadata as Python literals in gzip', async () => {
    const path = await folderOf({ 'ratings_Beauty.csv': RATINGS, 'meta_Beauty.json.gz': gzipSync(META) });
    const dataset = await load({ format: 'amazon-2014', name: 'beauty', path });
    expect(eventsByUser(dataset)).toEqual({
      A39HTATAQ9V7YF: ['0558925278@1355443200=4', '0205616461@1369699200=5'],
      A3JM6GV9MNOF9X: ['0558925278@1355443200=3'],
    });
    expect(dataset.timeResolution).toBe('day');
    expect(textByItem(dataset)).toEqual(TEXT);
  });

  test('metadata as JSON lines reads the same as Python literals', async () => {
    const meta = [
      {
        asin: '0205616461',
        title: TEXT['0205616461'].title,
        description: TEXT['0205616461'].description,
        categories: [TEXT['0205616461'].categories],
      },
      {
        asin: '0558925278',
        title: TEXT['0558925278'].title,
        description: 'Café – "mineral"',
        price: 19.98,
        brand: null,
        categories: [['Beauty', 'Makeup']],
      },
    ];
    const path = await folderOf({
      'ratings_Beauty.csv': RATINGS,
      'meta_Beauty.json': meta.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(textByItem(await load({ format: 'amazon-2014', name: 'beauty', path }))).toEqual(TEXT);
  });

  test.each([
    ['JSON lines', REVIEWS],
    [
      'Python literals',
      REVIEWS.replaceAll('"Don\'t', '"Don\\\'t').replaceAll('"', "'").replaceAll(': [3, 4]', ': (3, 4)'),
    ],
  ])('5-core reviews as %s', async (_, text) => {
    const path = await folderOf({ 'reviews_Beauty_5.json.gz': gzipSync(text) });
    expect(eventsByUser(await load({ format: 'amazon-2014', name: 'beauty', path }))).toEqual({
      A1YJEY40YUW4SE: ['7806397051@1391040000=1'],
      A60XNB876KYML: ['7806397051@1397779200=3'],
    });
  });

  test('the setting decides where ratings and reviews are both there', async () => {
    const path = await folderOf({ 'ratings_Beauty.csv': RATINGS, 'reviews_Beauty_5.json': REVIEWS });
    const settings = { format: 'amazon-2014', name: 'beauty', path };
    expect((await load(settings)).items).toHaveLength(3);
    expect((await load({ ...settings, interactions: 'reviews' })).items).toHaveLength(2);
  });
});
