/**
 * Amazon reviews until July 2014: `ratings_X.csv` (user, item, rating, unix time; no header), `reviews_X_5.json` or
 * `reviews_X.json`, and `meta_X.json`. The JSON files are JSON lines or, in older copies, Python literals.
 */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile, type SourceFile } from '../sourceFiles.ts';
import type { InteractionRows, ItemRows } from '../sourcePlan.ts';

export const amazon2014 = defineSource({
  summary: 'Amazon reviews 2014: ratings CSV or reviews (also the 5-core files) as JSON lines, metadata.',
  settingsSchema: z.strictObject({
    format: z.literal('amazon-2014'),
    ...fileSettings,
    interactions: z
      .enum(['auto', 'ratings', 'reviews'])
      .default('auto')
      .describe('Which file to read where both are there; auto: the ratings, since they are complete.'),
  }),
  plan(folder, settings) {
    const ratings = settings.interactions === 'reviews' ? null : findFile(folder, /^ratings_.*\.csv$/);
    const wanted =
      settings.interactions === 'ratings'
        ? 'ratings_<category>.csv'
        : 'ratings_<category>.csv or reviews_<category>_5.json';
    const interactions =
      ratings === null
        ? reviewRows(
            requireFile(
              folder,
              settings.interactions === 'ratings' ? /^ratings_.*\.csv$/ : /^reviews_.*\.json$/,
              wanted,
            ),
          )
        : ratingRows(ratings);
    const items = findFile(folder, /^meta_.*\.json$/);
    return { timeResolution: 'detect', interactions: [interactions], items: items === null ? [] : [itemRows(items)] };
  },
});

function ratingRows(file: SourceFile): InteractionRows {
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      encoding: 'utf-8',
      header: 'none',
      columns: { reviewer: 'VARCHAR', asin: 'VARCHAR', rating: 'FLOAT', time: 'DOUBLE' },
    },
    shape: 'event',
    user: 'reviewer',
    item: 'asin',
    seconds: 'time',
    value: 'rating',
  };
}

function reviewRows(file: SourceFile): InteractionRows {
  return {
    file,
    scan: {
      kind: 'jsonLines',
      fields: { reviewerID: 'VARCHAR', asin: 'VARCHAR', overall: 'DOUBLE', unixReviewTime: 'DOUBLE' },
    },
    shape: 'event',
    user: '"reviewerID"',
    item: 'asin',
    seconds: '"unixReviewTime"',
    value: 'overall',
  };
}

function itemRows(file: SourceFile): ItemRows {
  return {
    file,
    scan: {
      kind: 'jsonLines',
      fields: {
        asin: 'VARCHAR',
        title: 'VARCHAR',
        brand: 'VARCHAR',
        categories: [['VARCHAR']],
        description: 'VARCHAR',
        price: 'VARCHAR',
      },
    },
    item: 'asin',
    title: 'title',
    brand: 'brand',
    // An item may stand in several branches of the tree; the paper's code takes the first path too.
    categories: 'categories[1]',
    description: 'description',
    attributes: { price: 'price' },
  };
}
