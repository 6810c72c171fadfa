/**
 * The files of IDGenRec: `user_sequence.txt` (user, then items, oldest first), `item_plain_text.txt` (item, then
 * `field: value` pairs joined by `; `, "na" for nothing) and the textual IDs it generated.
 */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile, type SourceFile } from '../sourceFiles.ts';
import type { ItemRows } from '../sourcePlan.ts';

export const idgenrec = defineSource({
  summary: 'IDGenRec: user_sequence.txt, item_plain_text.txt and generated textual IDs; order only, no times.',
  settingsSchema: z.strictObject({ format: z.literal('idgenrec'), ...fileSettings }),
  plan(folder) {
    const texts = findFile(folder, /^(our_)?item_plain_text\.txt$/);
    const textIds = findFile(folder, /^item_generative_indexing_phase_0\.txt$/);
    return {
      timeResolution: 'none',
      interactions: [
        {
          file: requireFile(folder, /^user_sequence\.txt$/, 'user_sequence.txt'),
          scan: { kind: 'lines' },
          shape: 'sequence',
          user: `${WORDS}[1]`,
          item: `${WORDS}[2:]`,
          seconds: null,
          value: null,
        },
      ],
      items: [...(texts === null ? [] : [textRows(texts)]), ...(textIds === null ? [] : [textIdRows(textIds)])],
    };
  },
});

const WORDS = String.raw`string_split_regex(trim(line), '\s+')`;
const ITEM = `regexp_extract(line, '^(\\S+)', 1)`;

/** Fields of the Amazon and the Yelp files. A "; price: " within a description ends it early; that is in the format. */
const FIELDS = [
  ...['title', 'name', 'brand', 'categories', 'description', 'price', 'salesrank'],
  ...['address', 'city', 'state', 'postal_code', 'stars', 'review_count', 'attributes', 'hours'],
];

function field(name: string): string {
  const value = `regexp_extract(line, '(?:^\\S+ |; )${name}: (.*?)(?:; (?:${FIELDS.join('|')}): |$)', 1)`;
  return `nullif(nullif(trim(${value}), 'na'), '')`;
}

function textRows(file: SourceFile): ItemRows {
  return {
    file,
    scan: { kind: 'lines' },
    item: ITEM,
    title: `coalesce(${field('title')}, ${field('name')})`,
    brand: field('brand'),
    categories: `string_split(${field('categories')}, ', ')`,
    description: field('description'),
    attributes: { price: field('price'), city: field('city'), state: field('state') },
  };
}

function textIdRows(file: SourceFile): ItemRows {
  return { file, scan: { kind: 'lines' }, item: ITEM, textId: `nullif(regexp_extract(line, '^\\S+ (.*)$', 1), '')` };
}
