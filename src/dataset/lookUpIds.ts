/**
 * Numbers ids that are small whole numbers, as those of MovieLens are, by table look-up: several times faster than the
 * hash join that texts need, with the same result.
 */
import type { Duck } from './duck.ts';
import { sqlText } from './sqlText.ts';

/** Look-up tables are as long as the highest id; beyond this a hash join takes less memory. */
const HIGHEST_ID = 2 ** 25;

export async function areLookUpIds(duck: Duck, tables: readonly string[]): Promise<boolean> {
  const ids = tables.map(
    (table) => `SELECT least(min(u), min(i)) AS low, greatest(max(u), max(i)) AS high FROM ${table}`,
  );
  const [row] = (await duck.rows(`SELECT min(low), max(high) FROM (${ids.join(' UNION ALL ')})`)) as [
    number | null,
    number | null,
  ][];
  const [low, high] = row!;
  return low !== null && high !== null && low >= 0 && high <= HIGHEST_ID;
}

/** Replaces ids by numbers in the columns, in place. Leaves a table `items (id, n)` behind, as the join does. */
export async function numberByLookUp(
  duck: Duck,
  users: Int32Array,
  items: Int32Array,
): Promise<{ readonly userIds: readonly string[]; readonly itemIds: readonly string[] }> {
  const userIds = numberIds(users, 0);
  const itemIds = numberIds(items, 1);
  await duck.run(
    `CREATE TEMP TABLE items AS SELECT unnest(ids) AS id, generate_subscripts(ids, 1)::INTEGER AS n
     FROM (SELECT from_json(${sqlText(JSON.stringify(itemIds))}, '["VARCHAR"]') AS ids)`,
  );
  return { userIds, itemIds: ['', ...itemIds] };
}

/** Ids are sorted as texts, as all ids are. */
function numberIds(column: Int32Array, firstNumber: number): string[] {
  let highest = -1;
  for (let row = 0; row < column.length; row++) if (column[row]! > highest) highest = column[row]!;
  const numberOf = new Int32Array(highest + 1);
  for (let row = 0; row < column.length; row++) numberOf[column[row]!] = 1;
  const ids: string[] = [];
  for (let id = 0; id <= highest; id++) if (numberOf[id] === 1) ids.push(String(id));
  ids.sort();
  for (const [place, id] of ids.entries()) numberOf[Number(id)] = place + firstNumber;
  for (let row = 0; row < column.length; row++) column[row] = numberOf[column[row]!]!;
  return ids;
}
