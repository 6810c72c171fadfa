/**
 * Amazon reviews until September 2023: `X.jsonl` with one review per line and times in milliseconds, `meta_X.jsonl`, or
 * the ratings-only `X.csv`. Colours and sizes of a product share a parent_asin, which is the item, as in its metadata.
 */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile, type SourceFile } from '../sourceFiles.ts';
import type { InteractionRows, ItemRows } from '../sourcePlan.ts';

export const amazon2023 = defineSource({
  summary: 'Amazon reviews 2023: reviews as JSON lines (or ratings-only CSV), metadata as JSON lines.',
  settingsSchema: z.strictObject({ format: z.literal('amazon-2023'), ...fileSettings }),
  plan(folder) {
    const reviews = findFile(folder, /^(?!meta_).*\.jsonl$/);
    const interactions =
      reviews === null ? ratingRows(requireFile(folder, /\.csv$/, '<category>.jsonl')) : reviewRows(reviews);
    const items = findFile(folder, /^meta_.*\.jsonl$/);
    return { timeResolution: 'detect', interactions: [interactions], items: items === null ? [] : [itemRows(items)] };
  },
});

const EVENT = {
  shape: 'event',
  user: 'user_id',
  item: 'parent_asin',
  seconds: 'timestamp / 1000',
  value: 'rating',
} as const;

function reviewRows(file: SourceFile): InteractionRows {
  const fields = { user_id: 'VARCHAR', parent_asin: 'VARCHAR', rating: 'DOUBLE', timestamp: 'DOUBLE' };
  return { file, scan: { kind: 'jsonLines', fields }, ...EVENT };
}

function ratingRows(file: SourceFile): InteractionRows {
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      encoding: 'utf-8',
      header: 'names',
      columns: { user_id: 'VARCHAR', parent_asin: 'VARCHAR', rating: 'FLOAT', timestamp: 'DOUBLE' },
    },
    ...EVENT,
  };
}

function itemRows(file: SourceFile): ItemRows {
  return {
    file,
    scan: {
      kind: 'jsonLines',
      fields: {
        parent_asin: 'VARCHAR',
        title: 'VARCHAR',
        store: 'VARCHAR',
        main_category: 'VARCHAR',
        categories: ['VARCHAR'],
        description: ['VARCHAR'],
        features: ['VARCHAR'],
        price: 'VARCHAR',
      },
    },
    item: 'parent_asin',
    title: 'title',
    brand: 'store',
    categories: `CASE WHEN len(categories) > 0 THEN categories WHEN main_category IS NOT NULL THEN [main_category] END`,
    description: `array_to_string(list_concat(coalesce(description, []), coalesce(features, [])), ' ')`,
    // The publisher writes "None" as text where the shop shows no price.
    attributes: { price: `nullif(price, 'None')` },
  };
}
