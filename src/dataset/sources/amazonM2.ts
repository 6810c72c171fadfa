/**
 * Amazon-M2 (KDD Cup 2023): sessions as ordered lists of products, without times; each session is a user.
 * `sessions_train.csv` (prev_items as numpy prints a list, next_item, locale), test sessions as CSV or as JSON lines with
 * session_id, locale and prev_items, and `products_train.csv`.
 */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, findFiles, requireFile, type SourceFile } from '../sourceFiles.ts';
import { sqlText } from '../sqlText.ts';
import type { InteractionRows, ItemRows } from '../sourcePlan.ts';

const LOCALES = ['UK', 'DE', 'JP', 'ES', 'FR', 'IT'] as const;

export const amazonM2 = defineSource({
  summary: 'Amazon-M2: sessions_train.csv or test sessions, and products_train.csv; order only, no times.',
  settingsSchema: z.strictObject({
    format: z.literal('amazon-m2'),
    ...fileSettings,
    part: z.enum(['train', 'test']).default('train').describe('train: sessions with their next item; test: without.'),
    locales: z.array(z.enum(LOCALES)).min(1).optional().describe('Shops to read; all by default.'),
  }),
  plan(folder, { part, locales }) {
    const products = findFile(folder, /^products_train\.csv$/);
    const wanted = locales === undefined ? undefined : `locale IN (${locales.map(sqlText).join(', ')})`;
    return {
      timeResolution: 'none',
      interactions:
        part === 'train'
          ? [trainRows(requireFile(folder, /^sessions_train\.csv$/, 'sessions_train.csv'), wanted)]
          : testRows(),
      items: products === null ? [] : [productRows(products, wanted)],
    };

    function testRows(): InteractionRows[] {
      const pattern = /^(task\d_phase\d_test_sessions|sessions_test.*)\.(jsonl|csv)$/;
      const files = findFiles(folder, pattern);
      if (files.length === 0)
        requireFile(folder, pattern, 'sessions_test_task<n>.csv or task<n>_phase<n>_test_sessions.jsonl');
      return files.map((file) => (file.name.endsWith('.csv') ? testCsvRows(file, wanted) : testLineRows(file, wanted)));
    }
  },
});

/** Ids between quotes, over line breaks too: numpy wraps long lists. */
const PREVIOUS_ITEMS = `regexp_extract_all(prev_items, '[''"]([^''"]+)[''"]', 1)`;
/** Sessions have no ids; their place in the file is one, written so that it sorts as it stands. */
function sessionId(prefix: string): string {
  return `'${prefix}-' || lpad((row_number() OVER ())::VARCHAR, 8, '0')`;
}
const CSV = { kind: 'delimited', delimiter: ',', quote: '"', encoding: 'utf-8', header: 'names' } as const;

function trainRows(file: SourceFile, where: string | undefined): InteractionRows {
  return {
    file,
    scan: { ...CSV, columns: { prev_items: 'VARCHAR', next_item: 'VARCHAR' }, optional: { locale: 'VARCHAR' } },
    shape: 'sequence',
    user: sessionId('session'),
    item: `list_append(${PREVIOUS_ITEMS}, next_item)`,
    seconds: null,
    value: null,
    ...(where === undefined ? {} : { where }),
  };
}

function testCsvRows(file: SourceFile, where: string | undefined): InteractionRows {
  return {
    file,
    scan: { ...CSV, columns: { prev_items: 'VARCHAR' }, optional: { locale: 'VARCHAR' } },
    shape: 'sequence',
    user: sessionId(file.name.replace(/\.csv$/, '')),
    item: PREVIOUS_ITEMS,
    seconds: null,
    value: null,
    ...(where === undefined ? {} : { where }),
  };
}

function testLineRows(file: SourceFile, where: string | undefined): InteractionRows {
  return {
    file,
    scan: { kind: 'jsonLines', fields: { session_id: 'VARCHAR', locale: 'VARCHAR', prev_items: ['VARCHAR'] } },
    shape: 'sequence',
    user: 'session_id',
    item: 'prev_items',
    seconds: null,
    value: null,
    ...(where === undefined ? {} : { where }),
  };
}

function productRows(file: SourceFile, where: string | undefined): ItemRows {
  const names = ['price', 'color', 'size', 'model', 'material', 'author', 'locale'];
  return {
    file,
    scan: {
      ...CSV,
      columns: { id: 'VARCHAR', title: 'VARCHAR' },
      optional: Object.fromEntries([...names, 'brand', 'desc'].map((name) => [name, 'VARCHAR' as const])),
    },
    item: 'id',
    title: 'title',
    brand: 'brand',
    description: '"desc"',
    attributes: {
      price: 'price',
      colour: 'color',
      size: 'size',
      model: 'model',
      material: 'material',
      author: 'author',
    },
    ...(where === undefined ? {} : { where }),
  };
}
