import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, zipOf } from './support.ts';

const HEADER = 'userId,movieId,rating,timestamp';
/** Lines 3 (empty) and 6 to 7 (one quoted field) shift records against lines. */
const BAD_LINES = [
  HEADER,
  '1,10,4,100',
  '',
  '1,11,abc,100',
  '1,12,4',
  '"2',
  '2",10,4,100',
  '2,11,4,100,7',
  ',12,4,100',
  '3,,4,100',
  '3,13,4,',
  '3,14,4,-5',
  '3,15,4,1588687728923',
  '3,16,,100',
  '4,17,4,nan',
];
const REASONS: readonly [line: number, reason: RegExp][] = [
  [4, /rating cannot be read as a number: "1,11,abc,100"/],
  [5, /too few columns: "1,12,4"/],
  [8, /too many columns/],
  [9, /no user id/],
  [10, /no item id/],
  [11, /no timestamp, or one that cannot be read/],
  [12, /the timestamp -5\.0 s lies outside 1970 to 2099/],
  [13, /the timestamp 1588687728923\.0 s lies outside 1970 to 2099/],
  [15, /the timestamp nan s lies outside/],
];

async function refusal(files: Readonly<Record<string, string | Buffer>>, format = 'movielens'): Promise<string> {
  const path = await folderOf(files);
  return load({ format, name: 'bad', path }).then(
    () => {
      throw new Error('the dataset was not refused');
    },
    (error: unknown) => (error as Error).message,
  );
}

describe('bad rows', () => {
  test.each(REASONS)('line %i is named with its reason', async (line, reason) => {
    // One bad line at a time: only the first five of many are named.
    const bad = new Set(REASONS.map(([other]) => other).filter((other) => other !== line));
    const kept = BAD_LINES.map((text, index) => (bad.has(index + 1) ? '5,5,5,5' : text));
    const message = await refusal({ 'ratings.csv': `${kept.join('\n')}\n` });
    expect(message).toMatch(/^Dataset "bad" has 1 row that cannot be read:/);
    expect(message).toMatch(new RegExp(`ratings\\.csv, line ${line}: ${reason.source}`));
  });

  test.each([
    ['plain', 'ratings.csv', (text: string) => text],
    ['with \\r\\n', 'ratings.csv', (text: string) => text.replaceAll('\n', '\r\n')],
    ['in gzip', 'ratings.csv.gz', (text: string) => gzipSync(text)],
    ['in zip', 'ml.zip', (text: string) => zipOf({ 'ml/ratings.csv': text })],
  ])('are counted and the first ones named in a file %s', async (_, name, pack) => {
    const message = await refusal({ [name]: pack(`${BAD_LINES.join('\n')}\n`) });
    expect(message).toMatch(/has 9 rows that cannot be read/);
    const lines = [...message.matchAll(/, line (\d+): /g)].map((match) => Number(match[1]));
    expect(lines).toEqual([4, 5, 8, 9, 10]);
    expect(message).toMatch(/and 4 more\n/);
    expect(message).toMatch(/--skip-bad-rows/);
  });

  test('are left out and counted where the user says so', async () => {
    const path = await folderOf({ 'ratings.csv': BAD_LINES.join('\n') });
    const dataset = await load({ format: 'movielens', name: 'bad', path }, { skipBadRows: true });
    expect(dataset.provenance.badRowCount).toBe(9);
    expect(eventsByUser(dataset)).toEqual({ '1': ['10@100=4'], '2\n2': ['10@100=4'], '3': ['16@100=NaN'] });
  });

  test('are refused again when the cache already knows them', async () => {
    const path = await folderOf({ 'ratings.csv': BAD_LINES.join('\n') });
    const cacheDirectory = await folderOf({});
    const settings = { format: 'movielens', name: 'bad', path };
    await load(settings, { cacheDirectory, skipBadRows: true });
    await expect(load(settings, { cacheDirectory })).rejects.toThrow(/has 9 rows .*\n.*line 4:/);
  });

  test('in JSON lines are broken lines, missing fields and other things than objects', async () => {
    const good = '{"user_id": "u", "parent_asin": "a", "rating": 5.0, "timestamp": 1588687728923}';
    const message = await refusal(
      {
        'X.jsonl': [
          good,
          '',
          '{"user_id": "u"',
          '[1, 2]',
          good.replace('"a"', 'null'),
          good.replace('1588687728923', '"soon"'),
          good,
        ].join('\n'),
      },
      'amazon-2023',
    );
    expect(message).toMatch(/has 4 rows/);
    expect([...message.matchAll(/line (\d+): (.*)/g)].map(([, line, reason]) => `${line!} ${reason!}`)).toEqual([
      '3 no user id',
      '4 no user id',
      '5 no item id',
      '6 no timestamp, or one that cannot be read',
    ]);
  });

  test('in Python-literal files keep their line numbers', async () => {
    const message = await refusal(
      {
        'reviews_X.json':
          "{'reviewerID': 'u', 'asin': 'a', 'overall': 1.0, 'unixReviewTime': 5}\n\n{'reviewerID': 'u', 'asin':\n",
      },
      'amazon-2014',
    );
    expect(message).toMatch(/reviews_X\.json, line 3: no user id/);
  });

  test('in item files stop the dataset too', async () => {
    const message = await refusal({
      'ratings.csv': `${HEADER}\n1,10,4,100\n`,
      'movies.csv': 'movieId,title,genres\n10,Heat (1995)\n',
    });
    expect(message).toMatch(/movies\.csv, line 2: too few columns/);
  });

  test('with bytes that are no UTF-8 are named', async () => {
    const message = await refusal({
      'ratings.csv': Buffer.from(`${HEADER}\n1,10,4,100\n1,\xff\xfe,4,100\n`, 'latin1'),
    });
    expect(message).toMatch(/line 3: not valid text in the expected encoding/);
  });

  test('are found where they are in a file of many pieces', async () => {
    // Larger than the pieces in which files are scanned in parallel.
    const lines = Array.from(
      { length: 400_000 },
      (_, index) => `${index % 1000},${index % 777},4.5,${1_200_000_000 + index}`,
    );
    lines[123_456] = '5,xx,oops,1';
    lines[345_678] = '5,xx,4,-1';
    const message = await refusal({ 'ratings.csv': `${HEADER}\n${lines.join('\n')}\n` });
    expect(message).toMatch(/has 2 rows/);
    expect(message).toMatch(/line 123458: rating cannot be read as a number/);
    expect(message).toMatch(/line 345680: the timestamp -1\.0 s lies outside/);
  });
});

describe('files that cannot be read at all', () => {
  test('a header without a needed column is named with what it has', async () => {
    expect(await refusal({ 'ratings.csv': 'user,movieId,rating,timestamp\n1,2,3,4\n' })).toMatch(
      /ratings\.csv, line 1: no column "userId"; the header has "user", "movieId", "rating", "timestamp"/,
    );
  });

  test('an empty file, and one with a header alone', async () => {
    expect(await refusal({ 'ratings.csv': '' })).toMatch(/ratings\.csv is empty/);
    expect(await refusal({ 'ratings.csv': `${HEADER}\n` })).toMatch(/Dataset "bad" has no readable row/);
  });

  test('mixed line ends, a cut gzip file and a broken zip archive', async () => {
    expect(await refusal({ 'ratings.csv': `${HEADER}\n1,10,4,100\r\n2,10,4,100\n` })).toMatch(/mixes line ends/);
    const packed = gzipSync(`${HEADER}\n${'1,10,4,100\n'.repeat(5000)}`);
    expect(await refusal({ 'ratings.csv.gz': packed.subarray(0, packed.length - 60) })).toMatch(
      /ratings\.csv\.gz .*(damaged|cannot be read)/,
    );
    expect(await refusal({ 'ml.zip': zipOf({ 'ratings.csv': HEADER }).subarray(0, 40) })).toMatch(
      /ml\.zip is not a readable zip archive/,
    );
  });
});
