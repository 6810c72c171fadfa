import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, textByItem, zipOf } from './support.ts';

const CSV =
  'userId,movieId,rating,timestamp\n2,10,3.5,1260759200\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n1,10,4.0,1260759100\n';
const MOVIES =
  'movieId,title,genres\n10,GoldenEye (1995),Action|Adventure|Thriller\n31,"American President, The (1995)",Comedy|Drama\n' +
  '1029,Dumbo (1941) ,(no genres listed)\n7,Never rated (2000),Drama\n';
const EVENTS = { '1': ['10@1260759100=4', '31@1260759144=2.5', '1029@1260759179=3'], '2': ['10@1260759200=3.5'] };

describe('MovieLens', () => {
  test('latest, 20M, 25M and 32M are CSV files with a header; titles lose their year', async () => {
    const path = await folderOf({ 'ratings.csv': CSV, 'movies.csv': MOVIES });
    const dataset = await load({ format: 'movielens', name: 'ml', path });
    expect(eventsByUser(dataset)).toEqual(EVENTS);
    expect(dataset.timeResolution).toBe('second');
    expect(textByItem(dataset)).toEqual({
      '10': { title: 'GoldenEye', categories: ['Action', 'Adventure', 'Thriller'], attributes: { year: '1995' } },
      '31': { title: 'American President, The', categories: ['Comedy', 'Drama'], attributes: { year: '1995' } },
      '1029': { title: 'Dumbo', attributes: { year: '1941' } },
    });
    expect(dataset.itemText?.[0]).toEqual({});
  });

  test('plain, gzip, zip and unpacked one level down hold the same data', async () => {
    const folders = await Promise.all([
      folderOf({ 'ratings.csv': CSV, 'movies.csv': MOVIES }),
      folderOf({ 'ratings.csv.gz': gzipSync(CSV), 'movies.csv.gz': gzipSync(MOVIES) }),
      folderOf({
        'ml-20m.zip': zipOf({ 'ml-20m/README.txt': 'x', 'ml-20m/ratings.csv': CSV, 'ml-20m/movies.csv': MOVIES }),
      }),
      folderOf({ 'ml-20m/ratings.csv': CSV, 'ml-20m/movies.csv': MOVIES }),
      folderOf({ 'ratings.csv': gzipSync(CSV), 'movies.zip': zipOf({ 'movies.csv.gz': gzipSync(MOVIES) }) }),
    ]);
    const datasets = await Promise.all(folders.map((path) => load({ format: 'movielens', name: 'ml', path })));
    expect(new Set(datasets.map((dataset) => dataset.contentHash)).size).toBe(1);
    expect(eventsByUser(datasets[2]!)).toEqual(EVENTS);
  });

  test('1M is latin-1 with two colons', async () => {
    const path = await folderOf({
      'ratings.dat': '1::1193::5::978300760\n2::1193::4::978298413\n1::661::3::978302109\n',
      'movies.dat': Buffer.from(
        "661::James and the Giant Peach (1996)::Animation|Children's\n1193::Misérables, Les (1995)::Drama\n",
        'latin1',
      ),
    });
    const dataset = await load({ format: 'movielens', name: 'ml-1m-copy', path });
    expect(eventsByUser(dataset)).toEqual({ '1': ['1193@978300760=5', '661@978302109=3'], '2': ['1193@978298413=4'] });
    expect(textByItem(dataset)).toEqual({
      '661': {
        title: 'James and the Giant Peach',
        categories: ['Animation', "Children's"],
        attributes: { year: '1996' },
      },
      '1193': { title: 'Misérables, Les', categories: ['Drama'], attributes: { year: '1995' } },
    });
  });

  test('100K has tabs, and items with one column per genre', async () => {
    const flags = (...set: number[]): string =>
      Array.from({ length: 19 }, (_, index) => (set.includes(index) ? 1 : 0)).join('|');
    const path = await folderOf({
      'u.data': '196\t242\t3\t881250949\n186\t302\t3\t891717742\n196\t302\t4\t881250000\n',
      'u.item': Buffer.from(
        `242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M/title-exact?Kolya%20(1996)|${flags(5)}\n` +
          `302|Café, L.A. (1997)|01-Jan-1997||http://us.imdb.com|${flags(6, 10, 13, 16)}\n267|unknown||||${flags(0)}\n`,
        'latin1',
      ),
    });
    const dataset = await load({ format: 'movielens', name: 'ml', path });
    expect(eventsByUser(dataset)).toEqual({
      '186': ['302@891717742=3'],
      '196': ['302@881250000=4', '242@881250949=3'],
    });
    expect(textByItem(dataset)).toEqual({
      '242': { title: 'Kolya', categories: ['Comedy'], attributes: { year: '1996' } },
      '302': {
        title: 'Café, L.A.',
        categories: ['Crime', 'Film-Noir', 'Mystery', 'Thriller'],
        attributes: { year: '1997' },
      },
    });
  });

  test('without movies there is no item text', async () => {
    const dataset = await load({ format: 'movielens', name: 'ml', path: await folderOf({ 'ratings.csv': CSV }) });
    expect(dataset.itemText).toBeNull();
  });
});
