/** Settings of the `table` format: which files, which columns, and how times are written. */
import { z } from 'zod';
import { fileSettings } from '../source.ts';

const column = z
  .union([z.string().min(1), z.int().positive()])
  .describe('Name in the header; or, for files without one, the place from 1.');

const layout = {
  type: z
    .enum(['auto', 'csv', 'tsv', 'jsonl', 'parquet', 'pairs'])
    .default('auto')
    .describe('auto: by the name of the file; pairs: bare "user item" lines.'),
  delimiter: z.string().min(1).max(4).optional().describe('For csv and tsv; a comma or a tab by default.'),
  header: z.boolean().default(true).describe('Whether csv and tsv files start with a line of names.'),
  encoding: z.enum(['utf-8', 'latin-1']).default('utf-8'),
};

export const tableSettingsSchema = z.strictObject({
  format: z.literal('table'),
  ...fileSettings,
  files: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Names of the files with events, in order; needed where there are several.'),
  ...layout,
  columns: z
    .strictObject({
      user: column.default('user_id'),
      item: column.default('item_id'),
      time: column.optional().describe('Left out: the order of the file counts.'),
      value: column.optional().describe('Rating, share watched or the like.'),
    })
    .prefault({}),
  timeUnit: z
    .enum(['seconds', 'milliseconds', 'microseconds', 'iso'])
    .default('seconds')
    .describe('iso: 2024-05-31T12:00:00Z and the like.'),
  timeFormat: z.string().min(1).optional().describe('For other texts: a strptime pattern, for example "%d.%m.%Y".'),
  items: z
    .strictObject({
      file: z.string().min(1).describe('Name of the file with item texts.'),
      ...layout,
      columns: z.strictObject({
        item: column.default('item_id'),
        title: column.optional(),
        brand: column.optional(),
        categories: column.optional(),
        description: column.optional(),
        textId: column.optional(),
        attributes: z.record(z.string(), column).default({}).describe('Further columns, by the name to show.'),
      }),
      categoriesAre: z
        .enum(['auto', 'list', 'text'])
        .default('auto')
        .describe('auto: lists in jsonl and parquet, text in csv and tsv.'),
      categorySeparator: z.string().min(1).default('|').describe('Between categories in a text.'),
    })
    .optional(),
});

export type TableSettings = z.infer<typeof tableSettingsSchema>;
