/** Numbers users and items by the order of their ids, and takes the events out of DuckDB as typed arrays. */
import { UserError } from '../errors.ts';
import { doublesOf, floatsOf, integersOf, textAt, type Duck } from './duck.ts';
import type { EventTables } from './readEvents.ts';

/** Events in the order of the source. */
export interface EncodedEvents {
  readonly userIds: string[];
  /** From number 1; place 0 holds an empty string. */
  readonly itemIds: string[];
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly timestamps: Float64Array | null;
  readonly values: Float32Array | null;
}

/** Leaves a table `items (id, n)` behind for the item text. */
export async function encodeEvents(duck: Duck, events: EventTables): Promise<EncodedEvents> {
  const all = (column: string): string =>
    events.tables.map((table) => `SELECT ${column} FROM ${table}`).join(' UNION ALL ');
  const counts = await Promise.all(events.tables.map((table) => rowCount(duck, table)));
  const eventCount = counts.reduce((sum, count) => sum + count, 0);
  // Rows are numbered by 32-bit integers all through.
  if (eventCount >= 2 ** 31) throw new UserError(`${eventCount} interactions are more than the 2,147,483,647 that fit`);

  // Sorting the ids makes numbers independent of the order of rows; a hash join on them is what encodes the events.
  await createDictionary(duck, 'users', all('u'), 0);
  await createDictionary(duck, 'items', all('i'), 1);
  const users = new Int32Array(eventCount);
  const items = new Int32Array(eventCount);
  const timestamps = events.hasTime ? new Float64Array(eventCount) : null;
  const values = events.hasValues ? new Float32Array(eventCount) : null;

  let start = 0;
  for (const [index, table] of events.tables.entries()) {
    const columns = ['users.n', 'items.n', `${table}.rowid::INTEGER`];
    columns.push(events.hasTime ? 't' : '0::DOUBLE', events.hasValues ? `coalesce(v, 'nan'::FLOAT)` : '0::FLOAT');
    const from = `${table} JOIN users ON users.id = ${table}.u JOIN items ON items.id = ${table}.i`;
    const offset = start;
    await duck.stream(`SELECT ${columns.join(', ')} FROM ${from}`, (chunk) => {
      const places = integersOf(chunk, 2);
      scatter(integersOf(chunk, 0), places, offset, users);
      scatter(integersOf(chunk, 1), places, offset, items);
      if (timestamps !== null) scatter(doublesOf(chunk, 3), places, offset, timestamps);
      if (values !== null) scatter(floatsOf(chunk, 4), places, offset, values);
    });
    await duck.run(`DROP TABLE ${table}`);
    start += counts[index]!;
  }
  return {
    userIds: await readIds(duck, 'users', []),
    itemIds: await readIds(duck, 'items', ['']),
    users,
    items,
    timestamps,
    values,
  };
}

async function createDictionary(duck: Duck, name: string, ids: string, firstNumber: number): Promise<void> {
  await duck.run(
    `CREATE TEMP TABLE ${name} AS SELECT id, (row_number() OVER (ORDER BY id) - 1 + ${firstNumber})::INTEGER AS n
     FROM (SELECT DISTINCT * FROM (${ids}) AS ids (id))`,
  );
}

async function rowCount(duck: Duck, table: string): Promise<number> {
  const [row] = await duck.rows(`SELECT count(*) FROM ${table}`);
  return Number(row![0]);
}

/** A join gives rows in any order; their places put them back. */
function scatter<Column extends Int32Array | Float32Array | Float64Array>(
  from: Column,
  places: Int32Array,
  offset: number,
  to: Column,
): void {
  for (let row = 0; row < places.length; row++) to[places[row]! + offset] = from[row]!;
}

async function readIds(duck: Duck, table: string, ids: string[]): Promise<string[]> {
  await duck.stream(`SELECT id FROM ${table} ORDER BY n`, (chunk) => {
    for (let row = 0; row < chunk.rowCount; row++) ids.push(textAt(chunk, 0, row));
  });
  return ids;
}
