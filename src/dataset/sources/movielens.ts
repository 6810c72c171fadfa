/**
 * MovieLens in its three layouts: 100K (`u.data` with tabs, `u.item` with pipes and one column per genre), 1M and 10M
 * (`.dat` with `::`), and latest, 20M, 25M, 32M (CSV with a header). The first two are in latin-1.
 */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile, type SourceFile } from '../sourceFiles.ts';
import type { DelimitedScan, InteractionRows, ItemRows } from '../sourcePlan.ts';

export const movielens = defineSource({
  summary: 'MovieLens as GroupLens publishes it: 100K, 1M, 10M, 20M, 25M, 32M and latest.',
  settingsSchema: z.strictObject({ format: z.literal('movielens'), ...fileSettings }),
  plan(folder) {
    const tabbed = findFile(folder, /^u\.data$/);
    const dat = findFile(folder, /^ratings\.dat$/);
    if (tabbed !== null) {
      const items = findFile(folder, /^u\.item$/);
      return plan(ratings(tabbed, '\t'), items && movies100k(items));
    }
    if (dat !== null) {
      const items = findFile(folder, /^movies\.dat$/);
      return plan(ratings(dat, '::'), items && moviesDat(items));
    }
    const items = findFile(folder, /^movies\.csv$/);
    return plan(
      ratingsCsv(requireFile(folder, /^ratings\.csv$/, 'ratings.csv, ratings.dat or u.data')),
      items && moviesCsv(items),
    );
  },
});

function plan(interactions: InteractionRows, items: ItemRows | null) {
  return { timeResolution: 'detect', interactions: [interactions], items: items === null ? [] : [items] } as const;
}

const EVENT = {
  shape: 'event',
  ids: 'integer',
  user: '"userId"',
  item: '"movieId"',
  seconds: 'timestamp',
  value: 'rating',
} as const;
/** Seconds are whole in every edition: a fraction or a text there is a damaged row. */
const RATING_COLUMNS = { userId: 'INTEGER', movieId: 'INTEGER', rating: 'FLOAT', timestamp: 'DOUBLE' } as const;

function ratings(file: SourceFile, delimiter: string): InteractionRows {
  const scan: DelimitedScan = {
    kind: 'delimited',
    delimiter,
    quote: '',
    encoding: 'latin-1',
    header: 'none',
    columns: RATING_COLUMNS,
  };
  return { file, scan, ...EVENT };
}

function ratingsCsv(file: SourceFile): InteractionRows {
  const scan: DelimitedScan = {
    kind: 'delimited',
    delimiter: ',',
    quote: '"',
    encoding: 'utf-8',
    header: 'names',
    columns: RATING_COLUMNS,
  };
  return { file, scan, ...EVENT };
}

/** The year stands in the last brackets of the title, sometimes with a space after it. */
const TITLE = { title: String.raw`regexp_replace(title, '\s*\((\d{4})\)\s*$', '')` } as const;
const YEAR = String.raw`regexp_extract(title, '\((\d{4})\)\s*$', 1)`;
const GENRES = `list_filter(string_split(genres, '|'), lambda genre: genre <> '(no genres listed)')`;

function moviesCsv(file: SourceFile): ItemRows {
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: ',',
      quote: '"',
      encoding: 'utf-8',
      header: 'names',
      columns: { movieId: 'VARCHAR', title: 'VARCHAR', genres: 'VARCHAR' },
    },
    item: '"movieId"',
    ...TITLE,
    categories: GENRES,
    attributes: { year: YEAR },
  };
}

function moviesDat(file: SourceFile): ItemRows {
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: '::',
      quote: '',
      encoding: 'latin-1',
      header: 'none',
      columns: { movieId: 'VARCHAR', title: 'VARCHAR', genres: 'VARCHAR' },
    },
    item: '"movieId"',
    ...TITLE,
    categories: GENRES,
    attributes: { year: YEAR },
  };
}

/** In the order of the flag columns of `u.item` (the file `u.genre`); the first one, "unknown", says nothing. */
const GENRES_100K = [
  ...[
    'Action',
    'Adventure',
    'Animation',
    "Children's",
    'Comedy',
    'Crime',
    'Documentary',
    'Drama',
    'Fantasy',
    'Film-Noir',
  ],
  ...['Horror', 'Musical', 'Mystery', 'Romance', 'Sci-Fi', 'Thriller', 'War', 'Western'],
];

function movies100k(file: SourceFile): ItemRows {
  const flags = GENRES_100K.map((_, index) => `genre${index}`);
  const names = GENRES_100K.map(
    (genre, index) => `CASE WHEN genre${index} = '1' THEN '${genre.replace("'", "''")}' END`,
  );
  const columnNames = ['movieId', 'title', 'releaseDate', 'videoDate', 'url', 'unknown', ...flags];
  return {
    file,
    scan: {
      kind: 'delimited',
      delimiter: '|',
      quote: '',
      encoding: 'latin-1',
      header: 'none',
      columns: Object.fromEntries(columnNames.map((name) => [name, 'VARCHAR'])),
    },
    item: '"movieId"',
    ...TITLE,
    categories: `list_filter([${names.join(', ')}], lambda genre: genre IS NOT NULL)`,
    attributes: { year: YEAR },
  };
}
