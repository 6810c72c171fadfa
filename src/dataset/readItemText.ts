/** Reads what the item files of a plan say about the items that occur in the log. */
import { addReports, findBadRows, findSenseless, type BadRowReport } from './badRows.ts';
import { integersOf, textAt, type Duck } from './duck.ts';
import type { ItemText } from './interactionDataset.ts';
import { compileScan } from './scanSql.ts';
import { unreadableFile } from './unreadableFile.ts';
import type { ItemRows } from './sourcePlan.ts';
import { sqlText } from './sqlText.ts';
import type { WorkFolder } from './workFolder.ts';

export interface ReadItemText {
  /** By item number; null where the plan has no item files. */
  readonly itemText: readonly ItemText[] | null;
  readonly badRows: BadRowReport;
}

/** Needs the table `items (id, n)` of the encoder. */
export async function readItemText(
  duck: Duck,
  work: WorkFolder,
  plans: readonly ItemRows[],
  itemCount: number,
): Promise<ReadItemText> {
  if (plans.length === 0) return { itemText: null, badRows: addReports([]) };
  const found: (ItemText | undefined)[] = new Array<ItemText | undefined>(itemCount + 1);
  const reports: BadRowReport[] = [];
  for (const plan of plans) {
    const { texts, report } = await readFile(duck, work, plan);
    // One file may add what another lacks; where both say something, the first in the plan counts.
    for (const [item, text] of texts) found[item] = { ...text, ...found[item] };
    reports.push(report);
  }
  return { itemText: Array.from(found, (text) => text ?? {}), badRows: addReports(reports) };
}

async function readFile(
  duck: Duck,
  work: WorkFolder,
  plan: ItemRows,
): Promise<{ texts: Map<number, ItemText>; report: BadRowReport }> {
  const file = await work.openFor(plan);
  const scan = await compileScan(plan.scan, file);
  const wanted = plan.where === undefined ? 'true' : `coalesce(${plan.where}, true)`;
  try {
    await duck.run(
      `CREATE TEMP TABLE item_rows AS SELECT (${plan.item})::VARCHAR AS id,
         CASE WHEN ${wanted} AND (${plan.item})::VARCHAR IN (SELECT id FROM items) THEN ${textSql(plan)} END AS text
       FROM ${scan.sql}`,
    );
  } catch (error) {
    throw unreadableFile(file, error);
  }
  const problem = `CASE WHEN id IS NULL OR id = '' THEN 'no item id' END`;
  const senseless = await findSenseless(duck, 'item_rows', problem);
  const report = await findBadRows(duck, { file, records: scan.records, senseless });
  const texts = new Map<number, ItemText>();
  // Several rows of one item (locales, editions): the first of the file counts.
  await duck.run(
    `CREATE TEMP TABLE item_texts AS SELECT items.n AS n, text FROM (
       SELECT id, arg_min(text, place) AS text FROM (SELECT rowid AS place, * FROM item_rows WHERE text IS NOT NULL) GROUP BY id
     ) JOIN items USING (id)`,
  );
  await duck.scan('item_texts', ['n', 'text'], (chunk) => {
    const items = integersOf(chunk, 0);
    for (let row = 0; row < items.length; row++) {
      texts.set(items[row]!, toItemText(JSON.parse(textAt(chunk, 1, row)) as RawItemText));
    }
  });
  await duck.run('DROP TABLE item_texts');
  await duck.run('DROP TABLE item_rows');
  return { texts, report };
}

function textSql(plan: ItemRows): string {
  const fields: string[] = [];
  const add = (name: string, sql: string | undefined): void => {
    if (sql !== undefined) fields.push(sqlText(name), sql);
  };
  add('title', plan.title);
  add('brand', plan.brand);
  add('categories', plan.categories);
  add('description', plan.description);
  add('textId', plan.textId);
  const attributes = Object.entries(plan.attributes ?? {}).flatMap(([name, sql]) => [sqlText(name), sql]);
  if (attributes.length > 0) add('attributes', `json_object(${attributes.join(', ')})`);
  return `json_object(${fields.join(', ')})::VARCHAR`;
}

interface RawItemText {
  readonly title?: string | null;
  readonly brand?: string | null;
  readonly categories?: readonly (string | null)[] | null;
  readonly description?: string | null;
  readonly textId?: string | null;
  readonly attributes?: Readonly<Record<string, string | null>> | null;
}

/** Leaves out what is empty, and tidies white space. */
function toItemText(raw: RawItemText): ItemText {
  const text: { -readonly [Field in keyof ItemText]: ItemText[Field] } = {};
  for (const field of ['title', 'brand', 'description', 'textId'] as const) {
    const value = tidy(raw[field]);
    if (value !== '') text[field] = value;
  }
  const categories = (raw.categories ?? []).map(tidy).filter((category) => category !== '');
  if (categories.length > 0) text.categories = categories;
  const attributes = Object.entries(raw.attributes ?? {})
    .map(([name, value]) => [name, tidy(value)] as const)
    .filter(([, value]) => value !== '');
  if (attributes.length > 0) text.attributes = Object.fromEntries(attributes);
  return text;
}

function tidy(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
