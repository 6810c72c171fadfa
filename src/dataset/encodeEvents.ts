/** Numbers users and items by the order of their ids, and takes the events out of DuckDB as typed arrays. */
import { UserError } from '../errors.ts';
import { doublesOf, floatsOf, integersOf, textAt, type Duck } from './duck.ts';
import { areLookUpIds, numberByLookUp } from './lookUpIds.ts';
import type { EventTables } from './readEvents.ts';

/** Events in the order of the source. */
export interface EncodedEvents {
  readonly userIds: readonly string[];
  /** From number 1; place 0 holds an empty string. */
  readonly itemIds: readonly string[];
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly timestamps: Float64Array | null;
  readonly values: Float32Array | null;
}

/** Leaves a table `items (id, n)` behind for the item text. */
export async function encodeEvents(duck: Duck, events: EventTables): Promise<EncodedEvents> {
  const counts = await Promise.all(events.tables.map((table) => duck.rowCount(table)));
  const eventCount = counts.reduce((sum, count) => sum + count, 0);
  // Rows are numbered by 32-bit integers all through.
  if (eventCount >= 2 ** 31) throw new UserError(`${eventCount} interactions are more than the 2,147,483,647 that fit`);
  const columns: EventColumns = {
    users: new Int32Array(eventCount),
    items: new Int32Array(eventCount),
    timestamps: events.hasTime ? new Float64Array(eventCount) : null,
    values: events.hasValues ? new Float32Array(eventCount) : null,
  };
  const areNumbers = events.hasIntegerIds && (await areLookUpIds(duck, events.tables));
  if (!areNumbers) await numberByJoin(duck, events);
  let offset = 0;
  for (const [index, table] of events.tables.entries()) {
    await takeColumns(duck, table, offset, columns);
    await duck.run(`DROP TABLE ${table}`);
    offset += counts[index]!;
  }
  if (areNumbers) return { ...columns, ...(await numberByLookUp(duck, columns.users, columns.items)) };
  const userIds = await readIds(duck, 'users');
  return { ...columns, userIds, itemIds: ['', ...(await readIds(duck, 'items'))] };
}

type EventColumns = Omit<EncodedEvents, 'userIds' | 'itemIds'>;

async function takeColumns(duck: Duck, table: string, offset: number, columns: EventColumns): Promise<void> {
  const { users, items, timestamps, values } = columns;
  const selected = ['u', 'i', timestamps === null ? '0::DOUBLE' : 't'];
  selected.push(values === null ? '0::FLOAT' : `coalesce(v, 'nan'::FLOAT)`);
  await duck.scan(table, selected, (chunk, places) => {
    scatter(integersOf(chunk, 0), places, offset, users);
    scatter(integersOf(chunk, 1), places, offset, items);
    if (timestamps !== null) scatter(doublesOf(chunk, 2), places, offset, timestamps);
    if (values !== null) scatter(floatsOf(chunk, 3), places, offset, values);
  });
}

/** Replaces ids by numbers in the tables: sorted ids give numbers that do not depend on the order of rows. */
async function numberByJoin(duck: Duck, events: EventTables): Promise<void> {
  await createDictionary(duck, 'users', 'u', events.tables, 0);
  await createDictionary(duck, 'items', 'i', events.tables, 1);
  for (const table of events.tables) {
    const others = [...(events.hasTime ? ['t'] : []), ...(events.hasValues ? ['v'] : [])]
      .map((column) => `, ${column}`)
      .join('');
    // A join gives rows in any order, so each brings its place along, and the sort by it is cheap: it is nearly sorted.
    await duck.run(
      `CREATE TEMP TABLE numbered AS SELECT users.n AS u, items.n AS i${others} FROM (SELECT rowid AS place, * FROM ${table}) AS events
       JOIN users ON users.id = events.u::VARCHAR JOIN items ON items.id = events.i::VARCHAR ORDER BY place`,
    );
    await duck.run(`DROP TABLE ${table}`);
    await duck.run(`ALTER TABLE numbered RENAME TO ${table}`);
  }
}

async function createDictionary(
  duck: Duck,
  name: string,
  column: string,
  tables: readonly string[],
  firstNumber: number,
): Promise<void> {
  const ids = tables.map((table) => `SELECT ${column}::VARCHAR FROM ${table}`).join(' UNION ALL ');
  await duck.run(
    `CREATE TEMP TABLE ${name} AS SELECT id, (row_number() OVER (ORDER BY id) - 1 + ${firstNumber})::INTEGER AS n
     FROM (SELECT DISTINCT * FROM (${ids}) AS ids (id)) ORDER BY id`,
  );
}

function scatter<Column extends Int32Array | Float32Array | Float64Array>(
  from: Column,
  places: Int32Array,
  offset: number,
  to: Column,
): void {
  const first = places[0]! + offset;
  // Nearly always the rows come in one piece.
  if (places[places.length - 1]! + offset - first === places.length - 1) to.set(from, first);
  else for (let row = 0; row < places.length; row++) to[places[row]! + offset] = from[row]!;
}

async function readIds(duck: Duck, table: string): Promise<string[]> {
  const ids = new Array<string>(await duck.rowCount(table));
  await duck.scan(table, ['id'], (chunk, places) => {
    for (let row = 0; row < places.length; row++) ids[places[row]!] = textAt(chunk, 0, row);
  });
  return ids;
}
