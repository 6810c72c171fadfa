import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem } from './support.ts';

describe('RecBole', () => {
  test('typed headers, events with times, items', async () => {
    const path = await folderOf({
      'ml-100k.inter':
        'user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n196\t302\t4\t881250000.5\n',
      'ml-100k.item':
        'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n242\tKolya\t1996\tComedy\n302\tL.A. Confidential\t1997\tCrime Film-Noir\n',
      'other.inter': 'user_id:token\titem_id:token\n1\t2\n',
      // First by name.
      'ml-100k-small.inter': 'user_id:token\titem_id:token\ttimestamp:float\n1\t2\t3\n',
    });
    const dataset = await load({ format: 'recbole', name: 'ml', path, file: 'ml-100k' });
    expect(eventsByUser(dataset)).toEqual({ '196': ['302@881250000.5=4', '242@881250949=3'] });
    expect(textByItem(dataset)).toEqual({
      '242': { title: 'Kolya', categories: ['Comedy'], attributes: { year: '1996' } },
      '302': { title: 'L.A. Confidential', categories: ['Crime', 'Film-Noir'], attributes: { year: '1997' } },
    });
  });

  test('several files of events are refused by name', async () => {
    const header = 'user_id:token\titem_id:token\ttimestamp:float\n1\t2\t3\n';
    const path = await folderOf({ 'a.train.inter': header, 'a.test.inter': header, 'b.inter': header });
    const several = (names: string) => `several files of events (${names}); name one by "file"`;
    await expect(load({ format: 'recbole', name: 'a', path })).rejects.toThrow(
      several('a.test.inter, a.train.inter, b.inter'),
    );
    await expect(load({ format: 'recbole', name: 'a', path, file: 'a' })).rejects.toThrow(
      several('a.test.inter, a.train.inter'),
    );
    expect(eventsByUser(await load({ format: 'recbole', name: 'b', path, file: 'b' }))).toEqual({ '1': ['2@3'] });
  });

  test('categories in quotes keep their blanks', async () => {
    const path = await folderOf({
      'a.inter': 'user_id:token\titem_id:token\ttimestamp:float\n1\tB1\t5\n',
      'a.item': "item_id:token\ttitle:token\tcategories:token_seq\nB1\tShampoo\t'Beauty', 'Hair Care'\n",
    });
    expect(textByItem(await load({ format: 'recbole', name: 'a', path }))['B1']).toMatchObject({
      categories: ['Beauty', 'Hair Care'],
    });
  });

  test('augmented sequences count once, the longest of each user over all files', async () => {
    const header = 'user_id:token\titem_id_list:token_seq\titem_id:token\n';
    const path = await folderOf({
      'cds.train.inter': `${header}7\t10\t11\n7\t10 11\t12\n3\t5\t6\n`,
      'cds.valid.inter': `${header}7\t10 11 12\t13\n`,
      'cds.test.inter': `${header}7\t10 11 12 13\t10\n`,
    });
    const dataset = await load({ format: 'recbole', name: 'cds', path, file: 'cds', shape: 'sequences' });
    expect(eventsByUser(dataset)).toEqual({ '3': ['5', '6'], '7': ['10', '11', '12', '13', '10'] });
  });

  test('sequences of one user that do not continue each other are refused', async () => {
    const path = await folderOf({
      'x.inter': 'user_id:token\titem_id_list:token_seq\titem_id:token\n7\t10\t11\n7\t12 13\t14\n',
    });
    await expect(load({ format: 'recbole', name: 'x', path, shape: 'sequences' })).rejects.toThrow(
      /User '7' has several sequences .* not the start of the longest/,
    );
  });

  test('without a time field the order of the file counts', async () => {
    const path = await folderOf({ 'x.inter': 'user_id:token\titem_id:token\n7\tb\n7\ta\n' });
    const dataset = await load({ format: 'recbole', name: 'x', path, timeField: null });
    expect(eventsByUser(dataset)).toEqual({ '7': ['b', 'a'] });
    await expect(load({ format: 'recbole', name: 'x', path })).rejects.toThrow(
      /line 1: no column "timestamp"; the header has "user_id", "item_id"/,
    );
  });
});
