import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, temporaryFolder, textByItem } from './support.ts';

const EVENTS = { ann: ['kettle@1700000000=4', 'mug@1700000060=5'], bob: ['mug@1700000030=1'] };
const columns = { user: 'who', item: 'what', time: 'when', value: 'stars' };

describe('a table of events', () => {
  test('as CSV with quotes, its columns in any order', async () => {
    const path = await folderOf({
      'shop.csv':
        'stars,"when",note,what,who\n5,1700000060,"a, ""b""\nc",mug,ann\n1,1700000030,,mug,bob\n4,1700000000,,kettle,ann\n',
    });
    expect(eventsByUser(await load({ format: 'table', name: 'shop', path, columns }))).toEqual(EVENTS);
  });

  test('as a single file named by path, with another delimiter, no header and milliseconds', async () => {
    const folder = await folderOf({
      'shop.log': 'ann;mug;1700000060000;5\nbob;mug;1700000030000;1\nann;kettle;1700000000000;4\n',
    });
    const dataset = await load({
      ...{ format: 'table', name: 'shop', path: join(folder, 'shop.log'), type: 'csv', delimiter: ';', header: false },
      ...{ columns: { user: 1, item: 2, time: 3, value: 4 }, timeUnit: 'milliseconds' },
    });
    expect(eventsByUser(dataset)).toEqual(EVENTS);
  });

  test('with a delimiter between quotes in the first line, be it a header or none', async () => {
    const settings = { format: 'table', name: 'shop', type: 'csv' } as const;
    const bare = await folderOf({ 'shop.csv': 'ann,"Soap, large",mug,5\n' });
    const columns = { user: 1, item: 3, time: 4 };
    expect(eventsByUser(await load({ ...settings, path: bare, header: false, columns }))).toEqual({ ann: ['mug@5'] });
    const named = await folderOf({ 'shop.csv': 'who,"what, ""exactly""",when\nann,mug,5\n' });
    const byName = { user: 'who', item: 'what, "exactly"', time: 'when' };
    expect(eventsByUser(await load({ ...settings, path: named, columns: byName }))).toEqual({ ann: ['mug@5'] });
  });

  test('as TSV in latin-1 with days in a format of its own', async () => {
    const path = await folderOf({
      'shop.tsv': Buffer.from('user_id\titem_id\tday\nanné\tmug\t31.12.2023\n', 'latin1'),
    });
    const settings = {
      format: 'table',
      name: 'shop',
      path,
      encoding: 'latin-1',
      columns: { time: 'day' },
      timeFormat: '%d.%m.%Y',
    };
    const dataset = await load(settings);
    expect(eventsByUser(dataset)).toEqual({ anné: [`mug@${Date.UTC(2023, 11, 31) / 1000}`] });
    expect(dataset.timeResolution).toBe('day');
    await expect(load({ ...settings, timeFormat: '%Y' })).rejects.toThrow(
      /line 2: no timestamp, or one that cannot be read/,
    );
  });

  test('as JSON lines with ISO times in several zones, and numbers as ids', async () => {
    const path = await folderOf({
      'shop.jsonl':
        '{"who": 7, "what": "mug", "when": "2023-11-14T22:13:20Z"}\n{"who": "7", "what": 1, "when": "2023-11-15T00:13:21+02:00"}\n' +
        '{"who": 7, "what": "pot", "when": "2023-11-14 22:13:22"}\n',
    });
    const dataset = await load({
      format: 'table',
      name: 'shop',
      path,
      columns: { user: 'who', item: 'what', time: 'when' },
      timeUnit: 'iso',
    });
    expect(eventsByUser(dataset)).toEqual({ '7': ['mug@1700000000', '1@1700000001', 'pot@1700000002'] });
  });

  test('as Parquet, with whole numbers and times of its own types', async () => {
    const folder = await temporaryFolder();
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (SELECT * FROM (VALUES (7, 'mug', TIMESTAMP '2023-11-14 22:14:20', 5), (8, 'mug', NULL, 1), (7, 'pot', TIMESTAMP '2023-11-14 22:13:20', NULL))
       AS t (who, what, "when", stars)) TO '${join(folder, 'shop.parquet')}' (FORMAT parquet)`,
    );
    const settings = { format: 'table', name: 'shop', path: folder, columns, timeUnit: 'iso' };
    await expect(load(settings)).rejects.toThrow(/shop\.parquet, row 2: no timestamp/);
    const dataset = await load(settings, { skipBadRows: true });
    expect(eventsByUser(dataset)).toEqual({ '7': ['pot@1700000000=NaN', 'mug@1700000060=5'] });
    await expect(load({ ...settings, columns: { ...columns, user: 'nobody' } })).rejects.toThrow(
      /shop\.parquet .*nobody/,
    );
  });

  test('as bare pairs, where other lines are bad rows', async () => {
    const path = await folderOf({ 'Beauty.txt': '1 10\n1  7\n\n2\t10\n' });
    const settings = { format: 'table', name: 'pairs', path, type: 'pairs' };
    const dataset = await load(settings);
    expect(dataset.timeResolution).toBe('none');
    expect(eventsByUser(dataset)).toEqual({ '1': ['10', '7'], '2': ['10'] });
    const bad = await folderOf({ 'Beauty.txt': '1 10\n\n3\n1 2 3\n' });
    await expect(load({ ...settings, path: bad })).rejects.toThrow(/2 rows .*\n.*line 3: .*\n.*line 4: /);
  });

  test('without a column of times has an order only', async () => {
    const path = await folderOf({ 'shop.csv': 'user_id,item_id\nu,b\nu,a\n' });
    const dataset = await load({ format: 'table', name: 'shop', path });
    expect([dataset.timeResolution, dataset.timestamps]).toEqual(['none', null]);
    expect(eventsByUser(dataset)).toEqual({ u: ['b', 'a'] });
  });

  test('brings item texts from a second file', async () => {
    const path = await folderOf({
      'events.csv': 'user_id,item_id\nu,b\nu,a\n',
      'products.csv': 'sku,name,path,colour\na,Mug,Kitchen > Mugs,red\nb,"Pot, large",,\n',
    });
    const dataset = await load({
      ...{ format: 'table', name: 'shop', path },
      items: {
        file: 'products.csv',
        columns: { item: 'sku', title: 'name', categories: 'path', attributes: { colour: 'colour' } },
        categorySeparator: '>',
      },
    });
    expect(textByItem(dataset)).toEqual({
      a: { title: 'Mug', categories: ['Kitchen', 'Mugs'], attributes: { colour: 'red' } },
      b: { title: 'Pot, large' },
    });
  });

  test('says which column is missing and what there is', async () => {
    const path = await folderOf({ 'shop.csv': 'a,b\n1,2\n' });
    await expect(load({ format: 'table', name: 'shop', path })).rejects.toThrow(
      /no column "user_id", "item_id"; the header has "a", "b"/,
    );
    await expect(
      load({ format: 'table', name: 'shop', path, header: false, columns: { user: 1, item: 3 } }),
    ).rejects.toThrow(/no column "3"; the line has "1", "2"/);
  });

  test('says what to do with several files and with unknown kinds', async () => {
    const several = await folderOf({ 'a.csv': 'x', 'b.csv': 'x' });
    await expect(load({ format: 'table', name: 'x', path: several })).rejects.toThrow(
      /several files \(a\.csv, b\.csv\); say which hold events with "files"/,
    );
    const unknown = await folderOf({ 'a.dat': 'x' });
    await expect(load({ format: 'table', name: 'x', path: unknown })).rejects.toThrow(
      /set "type" to csv, tsv, jsonl, parquet or pairs/,
    );
  });

  test('column names are data, not SQL', async () => {
    const name = `x" FROM range(3); DROP TABLE users; --'`;
    const path = await folderOf({ 'shop.jsonl': `${JSON.stringify({ [name]: 'u', item_id: "i'1" })}\n` });
    expect(eventsByUser(await load({ format: 'table', name: 'shop', path, columns: { user: name } }))).toEqual({
      u: ["i'1"],
    });
  });
});
