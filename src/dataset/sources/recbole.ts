/**
 * RecBole's atomic files: `X.inter` and `X.item`, tab-separated, with a type after each name in the header
 * (`user_id:token`). An `.inter` file with `item_id_list:token_seq` holds sequences, usually augmented: ever longer
 * prefixes of the same user, of which the longest counts.
 */
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, findFiles, requireFile, type SourceFile } from '../sourceFiles.ts';
import { sqlName } from '../sqlText.ts';
import type { DelimitedScan, ItemRows, SourcePlan } from '../sourcePlan.ts';

export const recbole = defineSource({
  summary: "RecBole's atomic files: .inter (events, or augmented sequences) and .item.",
  settingsSchema: z.strictObject({
    format: z.literal('recbole'),
    ...fileSettings,
    file: z
      .string()
      .optional()
      .describe('Name before the first dot, where the folder holds several datasets: "ml-100k" for ml-100k.inter.'),
    shape: z.enum(['events', 'sequences']).default('events').describe('sequences: files with item_id_list:token_seq.'),
    userField: z.string().default('user_id'),
    itemField: z.string().default('item_id'),
    timeField: z.string().nullable().default('timestamp').describe('null: the file has no times, its order counts.'),
    valueField: z.string().default('rating'),
    listField: z.string().default('item_id_list').describe('Only for sequences: the items before item_id.'),
  }),
  plan(folder, settings): SourcePlan {
    // "ml-1m" means ml-1m.inter and ml-1m.train.inter, never ml-1m-small.inter.
    const start = settings.file === undefined ? '.*' : settings.file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = new RegExp(`^${start}(\\..*)?\\.inter$`);
    const first = requireFile(folder, pattern, `${settings.file ?? '<name>'}.inter`);
    const items = findFile(folder, new RegExp(`^${start}(\\..*)?\\.item$`));
    const itemRows = items === null ? [] : [textRows(items, settings.itemField)];
    const user = sqlName(settings.userField);
    const item = sqlName(settings.itemField);
    if (settings.shape === 'sequences') {
      const list = `list_append(list_filter(string_split(${sqlName(settings.listField)}, ' '), lambda id: id <> ''), ${item})`;
      const columns = {
        [settings.userField]: 'VARCHAR',
        [settings.listField]: 'VARCHAR',
        [settings.itemField]: 'VARCHAR',
      } as const;
      const files = findFiles(folder, pattern);
      return {
        timeResolution: 'none',
        sequences: 'longest-per-user',
        interactions: files.map((file) => ({
          ...{ file, scan: { ...TABBED, columns }, shape: 'sequence' as const },
          ...{ user, item: list, seconds: null, value: null },
        })),
        items: itemRows,
      };
    }
    const names = [...new Set(findFiles(folder, pattern).map(({ name }) => name))];
    if (names.length > 1) {
      throw new UserError(
        `${folder.location} holds several files of events (${names.join(', ')}); name one by "file", without ".inter".`,
      );
    }
    const columns = { [settings.userField]: 'VARCHAR', [settings.itemField]: 'VARCHAR' } as const;
    const timed = settings.timeField === null ? columns : { ...columns, [settings.timeField]: 'DOUBLE' as const };
    return {
      timeResolution: settings.timeField === null ? 'none' : 'detect',
      interactions: [
        {
          file: first,
          scan: { ...TABBED, columns: timed, optional: { [settings.valueField]: 'FLOAT' } },
          shape: 'event',
          user,
          item,
          seconds: settings.timeField === null ? null : sqlName(settings.timeField),
          value: sqlName(settings.valueField),
        },
      ],
      items: itemRows,
    };
  },
});

const TABBED = {
  kind: 'delimited',
  delimiter: '\t',
  quote: '',
  encoding: 'utf-8',
  header: 'names',
  headerSuffix: ':',
} as const satisfies Partial<DelimitedScan>;

/** Names that RecBole's own datasets use; each may be absent. */
function textRows(file: SourceFile, itemField: string): ItemRows {
  const names = [
    'title',
    'movie_title',
    'name',
    'brand',
    'categories',
    'class',
    'genre',
    'description',
    'price',
    'release_year',
  ];
  return {
    file,
    scan: {
      ...TABBED,
      columns: { [itemField]: 'VARCHAR' },
      optional: Object.fromEntries(names.map((name) => [name, 'VARCHAR' as const])),
    },
    item: sqlName(itemField),
    title: 'coalesce(title, movie_title, name)',
    brand: 'brand',
    // token_seq: Amazon's lists are in quotes with commas, the others have one word each.
    categories: `CASE WHEN coalesce(categories, class, genre) LIKE '%''%'
      THEN regexp_extract_all(coalesce(categories, class, genre), '''([^'']+)''', 1)
      ELSE string_split(coalesce(categories, class, genre), ' ') END`,
    description: 'description',
    attributes: { price: 'price', year: 'release_year' },
  };
}
