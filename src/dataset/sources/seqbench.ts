/** seqbench's own layout: `interactions.tsv` with a header, and `items.jsonl` with what is known of the items. */
import { z } from 'zod';
import { defineSource, fileSettings } from '../source.ts';
import { findFile, requireFile } from '../sourceFiles.ts';

export const seqbench = defineSource({
  summary:
    "seqbench's own layout: interactions.tsv (user_id, item_id, timestamp in unix seconds, value) and items.jsonl.",
  settingsSchema: z.strictObject({ format: z.literal('seqbench'), ...fileSettings }),
  plan(folder) {
    const items = findFile(folder, /^items\.jsonl$/);
    return {
      timeResolution: 'detect',
      interactions: [
        {
          file: requireFile(folder, /^interactions\.tsv$/, 'interactions.tsv'),
          scan: {
            kind: 'delimited',
            delimiter: '\t',
            quote: '',
            encoding: 'utf-8',
            header: 'names',
            columns: { user_id: 'VARCHAR', item_id: 'VARCHAR', timestamp: 'DOUBLE' },
            optional: { value: 'FLOAT' },
          },
          shape: 'event',
          user: 'user_id',
          item: 'item_id',
          seconds: 'timestamp',
          value: 'value',
        },
      ],
      items: items === null ? [] : [itemRows(items)],
    };
  },
});

function itemRows(file: Parameters<typeof requireFile>[0]['files'][number]) {
  return {
    file,
    scan: {
      kind: 'jsonLines',
      fields: {
        item_id: 'VARCHAR',
        title: 'VARCHAR',
        brand: 'VARCHAR',
        categories: ['VARCHAR'],
        description: 'VARCHAR',
        text_id: 'VARCHAR',
        idgenrec_text_id: 'VARCHAR',
      },
    },
    item: 'item_id',
    title: 'title',
    brand: 'brand',
    categories: 'categories',
    description: 'description',
    textId: 'coalesce(text_id, idgenrec_text_id)',
  } as const;
}
