import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsByUser, folderOf, load, temporaryFolder, zipOf } from './support.ts';

const HEADER = 'userId,movieId,rating,timestamp,note';
/** Lines 3 (empty) and 6 to 7 (one quoted field) shift records against lines. */
const BAD_LINES = [
  HEADER,
  '1,10,4,100,',
  '',
  '1,11,abc,100,',
  '1,12,4',
  '2,10,4,100,"on two',
  'lines"',
  '2,11,4,100,,7',
  ',12,4,100,',
  '3,,4,100,',
  '3,13,4,,',
  '3,14,4,-5,',
  '3,15,4,1588687728923,',
  '3,16,,100,',
  '4,17,4,nan,',
];
const REASONS: readonly [line: number, reason: string][] = [
  [4, 'rating cannot be read as a number: "1,11,abc,100,"'],
  [5, 'too few columns: "1,12,4"'],
  [8, 'too many columns'],
  [9, 'no user id'],
  [10, 'no item id'],
  [11, 'no timestamp, or one that cannot be read'],
  [12, 'the timestamp lies outside 1970 to 2099 (-5'],
  [13, 'the timestamp lies outside 1970 to 2099 (1588687728923'],
  [15, 'the timestamp lies outside 1970 to 2099 ('],
];

/** Rows go two ways through the reader: the short one for whole numbers as ids, and the general one. */
const WAYS = [
  ['movielens', (path: string) => ({ format: 'movielens', name: 'bad', path })],
  [
    'table',
    (path: string) => ({
      ...{ format: 'table', name: 'bad', path, type: 'csv' },
      columns: { user: 'userId', item: 'movieId', time: 'timestamp', value: 'rating' },
    }),
  ],
] as const;

async function messageOf(loading: Promise<unknown>): Promise<string> {
  return loading.then(
    () => {
      throw new Error('the dataset was not refused');
    },
    (error: unknown) => (error as Error).message,
  );
}

async function refusal(files: Readonly<Record<string, string | Buffer>>, format = 'movielens'): Promise<string> {
  return messageOf(load({ format, name: 'bad', path: await folderOf(files) }));
}

describe.each(WAYS)('bad rows of %s files', (_, settingsFor) => {
  test.each(REASONS)('line %i is named with its reason', async (line, reason) => {
    // One bad line at a time: only the first five of many are named.
    const bad = new Set(REASONS.map(([other]) => other).filter((other) => other !== line));
    const kept = BAD_LINES.map((text, index) => (bad.has(index + 1) ? '5,5,5,5,' : text));
    const path = await folderOf({ 'ratings.csv': `${kept.join('\n')}\n` });
    const message = await messageOf(load(settingsFor(path)));
    expect(message).toMatch(/^Dataset "bad" has 1 row that cannot be read:/);
    expect(message).toContain(`ratings.csv, line ${line}: ${reason}`);
  });

  test.each([
    ['plain', 'ratings.csv', (text: string) => text],
    ['with \\r\\n', 'ratings.csv', (text: string) => text.replaceAll('\n', '\r\n')],
    ['in gzip', 'ratings.csv.gz', (text: string) => gzipSync(text)],
    ['in zip', 'ml.zip', (text: string) => zipOf({ 'ml/ratings.csv': text })],
  ])('are counted and the first ones named in a file %s', async (__, name, pack) => {
    const path = await folderOf({ [name]: pack(`${BAD_LINES.join('\n')}\n`) });
    const message = await messageOf(load(settingsFor(path)));
    expect(message).toMatch(/has 9 rows that cannot be read/);
    const lines = [...message.matchAll(/, line (\d+): /g)].map((match) => Number(match[1]));
    expect(lines).toEqual([4, 5, 8, 9, 10]);
    expect(message).toMatch(/and 4 more\n/);
    expect(message).toMatch(/--skip-bad-rows/);
  });

  test('are left out and counted where the user says so', async () => {
    const path = await folderOf({ 'ratings.csv': BAD_LINES.join('\n') });
    const dataset = await load(settingsFor(path), { skipBadRows: true });
    expect(dataset.provenance.badRowCount).toBe(9);
    expect(eventsByUser(dataset)).toEqual({ '1': ['10@100=4'], '2': ['10@100=4'], '3': ['16@100=NaN'] });
  });

  test('are refused again when the cache already knows them', async () => {
    const path = await folderOf({ 'ratings.csv': BAD_LINES.join('\n') });
    const cacheDirectory = await temporaryFolder();
    await load(settingsFor(path), { cacheDirectory, skipBadRows: true });
    await expect(load(settingsFor(path), { cacheDirectory })).rejects.toThrow(/has 9 rows .*\n.*line 4:/);
  });

  test('are found where they are in a file of many pieces', async () => {
    // Larger than the pieces in which files are scanned in parallel.
    const lines = Array.from(
      { length: 400_000 },
      (__, index) => `${index % 1000},${index % 777},4.5,${1_200_000_000 + index},`,
    );
    lines[123_456] = '5,7,oops,1,';
    lines[345_678] = '5,7,4,-1,';
    const path = await folderOf({ 'ratings.csv': `${HEADER}\n${lines.join('\n')}\n` });
    const message = await messageOf(load(settingsFor(path)));
    expect(message).toMatch(/has 2 rows/);
    expect(message).toContain('line 123458: rating cannot be read as a number');
    expect(message).toContain('line 345680: the timestamp lies outside 1970 to 2099 (-1');
  });
});

test('bytes that are no UTF-8 make a bad row', async () => {
  const path = await folderOf({ 'log.csv': Buffer.from(`user_id,item_id\nu,a\nu,\xff\xfe\n`, 'latin1') });
  const message = await messageOf(load({ format: 'table', name: 'bad', path }));
  expect(message).toContain('log.csv, line 3: not valid text in the expected encoding');
});

test('an id that is no whole number makes a bad row of MovieLens', async () => {
  expect(await refusal({ 'ratings.csv': 'userId,movieId,rating,timestamp\n1,10,4,100\nx1,10,4,100\n' })).toContain(
    'line 3: userId cannot be read as a number: "x1,10,4,100"',
  );
});

describe('bad rows of other files', () => {
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
      'ratings.csv': 'userId,movieId,rating,timestamp\n1,10,4,100\n',
      'movies.csv': 'movieId,title,genres\n10,Heat (1995)\n',
    });
    expect(message).toMatch(/movies\.csv, line 2: too few columns/);
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
    expect(await refusal({ 'ratings.csv': 'userId,movieId,rating,timestamp\n1,10,4,100\r\n2,10,4,100\n' })).toMatch(
      /mixes line ends/,
    );
    const packed = gzipSync(`${HEADER}\n${'1,10,4,100,\n'.repeat(5000)}`);
    expect(await refusal({ 'ratings.csv.gz': packed.subarray(0, packed.length - 60) })).toMatch(
      /ratings\.csv\.gz .*(damaged|cannot be read)/,
    );
    expect(await refusal({ 'ml.zip': zipOf({ 'ratings.csv': HEADER }).subarray(0, 40) })).toMatch(
      /ml\.zip is not a readable zip archive/,
    );
  });
});
