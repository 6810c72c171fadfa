/** Kion: `interactions.csv` with days and the share watched, and `items.csv` or its English translation `items_en.csv`. */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile, type SourceFile } from '../sourceFiles.ts';
import type { ItemRows } from '../sourcePlan.ts';

export const kion = defineSource({
  summary: 'Kion: interactions.csv (last_watch_dt without time of day, watched_pct) and items.csv or items_en.csv.',
  settingsSchema: z.strictObject({
    format: z.literal('kion'),
    ...fileSettings,
    language: z.enum(['en', 'ru']).default('en').describe('Which item texts to take where both are there.'),
  }),
  plan(folder, settings) {
    const english = findFile(folder, /^items_en\.csv$/);
    const russian = findFile(folder, /^items\.csv$/);
    const items = settings.language === 'en' ? (english ?? russian) : (russian ?? english);
    return {
      timeResolution: 'day',
      interactions: [
        {
          file: requireFile(folder, /^interactions(_processed)?\.csv$/, 'interactions.csv'),
          scan: {
            kind: 'delimited',
            delimiter: ',',
            quote: '"',
            encoding: 'utf-8',
            header: 'names',
            columns: { user_id: 'VARCHAR', item_id: 'VARCHAR', last_watch_dt: 'VARCHAR' },
            optional: { watched_pct: 'FLOAT' },
          },
          shape: 'event',
          user: 'user_id',
          item: 'item_id',
          seconds: `epoch(try_strptime(last_watch_dt, '%Y-%m-%d'))`,
          value: 'watched_pct',
        },
      ],
      items: items === null ? [] : [itemRows(items)],
    };
  },
});

function itemRows(file: SourceFile): ItemRows {
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      encoding: 'utf-8',
      header: 'names',
      columns: { item_id: 'VARCHAR', title: 'VARCHAR' },
      optional: {
        release_year: 'VARCHAR',
        genres: 'VARCHAR',
        countries: 'VARCHAR',
        directors: 'VARCHAR',
        keywords: 'VARCHAR',
        description: 'VARCHAR',
        content_type: 'VARCHAR',
      },
    },
    item: 'item_id',
    title: 'title',
    categories: `string_split(genres, ', ')`,
    description: 'description',
    attributes: {
      // The file writes years as decimals: 2002.0.
      year: `regexp_replace(release_year, '\\.0$', '')`,
      countries: 'countries',
      directors: 'directors',
      keywords: 'keywords',
      type: 'content_type',
    },
  };
}
