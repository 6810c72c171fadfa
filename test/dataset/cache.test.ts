import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_BAD_ROWS } from '../../src/dataset/badRows.ts';
import { readCacheFile, writeCacheFile } from '../../src/dataset/cacheFile.ts';
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import { eventsByUser, folderOf, load, temporaryFolder } from './support.ts';

const HEADER = 'userId,movieId,rating,timestamp\n';
const settingsFor = (path: string): { format: string; name: string; path: string } => ({
  format: 'movielens',
  name: 'ml',
  path,
});

async function stepsOf(
  path: string,
  cacheDirectory: string,
): Promise<{ dataset: InteractionDataset; isPrepared: boolean }> {
  const steps: string[] = [];
  const dataset = await load(settingsFor(path), { cacheDirectory, onProgress: (step) => steps.push(step) });
  return { dataset, isPrepared: steps.includes('reading interactions') };
}

describe('the cache', () => {
  test('gives back exactly what was read, and does not read again', async () => {
    const path = await folderOf({
      'ratings.csv': `${HEADER}1,10,4.5,100\n1,11,,99\n2,10,3,7\n`,
      'movies.csv': 'movieId,title,genres\n10,Heat (1995),Crime\n',
    });
    const cacheDirectory = await temporaryFolder();
    const first = await stepsOf(path, cacheDirectory);
    const second = await stepsOf(path, cacheDirectory);
    expect([first.isPrepared, second.isPrepared]).toEqual([true, false]);
    expect(second.dataset).toEqual(first.dataset);
  });

  test('is not used once a file has changed, even with equal size and modification time', async () => {
    const path = await folderOf({ 'ratings.csv': `${HEADER}1,10,4,100\n` });
    const file = join(path, 'ratings.csv');
    const cacheDirectory = await temporaryFolder();
    const longAgo = new Date('2020-01-01');
    await utimes(file, longAgo, longAgo);
    expect(eventsByUser((await stepsOf(path, cacheDirectory)).dataset)).toEqual({ '1': ['10@100=4'] });
    await writeFile(file, `${HEADER}1,10,5,100\n`);
    await utimes(file, longAgo, longAgo);
    expect(eventsByUser((await stepsOf(path, cacheDirectory)).dataset)).toEqual({ '1': ['10@100=5'] });
  });

  test('is used again after a file was only touched or moved', async () => {
    const files = { 'ratings.csv': `${HEADER}1,10,4,100\n` };
    const cacheDirectory = await temporaryFolder();
    const path = await folderOf(files);
    await stepsOf(path, cacheDirectory);
    await utimes(join(path, 'ratings.csv'), new Date(), new Date());
    expect((await stepsOf(path, cacheDirectory)).isPrepared).toBe(false);
    expect((await stepsOf(await folderOf(files), cacheDirectory)).isPrepared).toBe(false);
  });

  test('is made again when other settings, a new file or a damaged cache file call for it', async () => {
    const path = await folderOf({ 'ratings.csv': `${HEADER}1,10,4,100\n` });
    const cacheDirectory = await temporaryFolder();
    await stepsOf(path, cacheDirectory);
    const other = await load({ ...settingsFor(path), name: 'other' }, { cacheDirectory });
    expect(other.name).toBe('other');
    await writeFile(join(path, 'movies.csv'), 'movieId,title,genres\n10,Heat (1995),Crime\n');
    expect((await stepsOf(path, cacheDirectory)).dataset.itemText?.[1]).toMatchObject({ title: 'Heat' });
    for (const name of await readdir(cacheDirectory)) {
      if (name.endsWith('.dataset')) await truncate(join(cacheDirectory, name), 40);
    }
    const again = await stepsOf(path, cacheDirectory);
    expect(again.isPrepared).toBe(true);
    expect((await stepsOf(path, cacheDirectory)).isPrepared).toBe(false);
  });

  test('leaves no temporary files behind', async () => {
    const path = await folderOf({ 'ratings.csv': `${HEADER}1,10,4,100\n` });
    const cacheDirectory = await temporaryFolder();
    await stepsOf(path, cacheDirectory);
    expect((await readdir(cacheDirectory)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('leaves the text out where it is not asked for, under the same content hash', async () => {
    const path = await folderOf({
      'ratings.csv': `${HEADER}1,10,4,100\n`,
      'movies.csv': 'movieId,title,genres\n10,Heat (1995),Crime\n',
    });
    const cacheDirectory = await temporaryFolder();
    const withText = await load(settingsFor(path), { cacheDirectory });
    const without = await load(settingsFor(path), { cacheDirectory, withItemText: false });
    const fresh = await load(settingsFor(path), { withItemText: false });
    expect([without.itemText, fresh.itemText]).toEqual([null, null]);
    expect([without.contentHash, fresh.contentHash]).toEqual([withText.contentHash, withText.contentHash]);
  });

  test('is compact: events of few ratings and whole seconds take little more than 9 bytes', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `${index % 100},${index % 7},${1 + (index % 5)},${1_000_000_000 + index}`,
    );
    const path = await folderOf({ 'ratings.csv': `${HEADER}${lines.join('\n')}\n` });
    const cacheDirectory = await temporaryFolder();
    await stepsOf(path, cacheDirectory);
    const name = (await readdir(cacheDirectory)).find((entry) => entry.endsWith('.dataset'))!;
    expect((await stat(join(cacheDirectory, name))).size).toBeLessThan(20_000 * 9 + 5_000);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const number32 = fc.float({ noDefaultInfinity: true }).map((value) => Math.fround(value) + 0);

const datasets: fc.Arbitrary<InteractionDataset> = fc
  .record({
    lengths: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 8 }),
    itemIds: fc.uniqueArray(text, { minLength: 1, maxLength: 9 }),
    seconds: fc.option(
      fc.oneof(
        fc.nat(),
        fc.double({ min: 0, max: 4e9, noNaN: true }).map((value) => value + 0),
      ),
    ),
    values: fc.option(fc.oneof(fc.constantFrom(1, 2.5, Number.NaN), number32)),
    texts: fc.option(
      fc.array(
        fc.record(
          {
            title: text,
            brand: text,
            categories: fc.array(text),
            description: text,
            attributes: fc.dictionary(
              fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
              text,
              { noNullPrototype: true },
            ),
          },
          { requiredKeys: [] },
        ),
        { minLength: 10, maxLength: 10 },
      ),
    ),
    seed: fc.nat(),
  })
  .map(({ lengths, itemIds, seconds, values, texts, seed }) => {
    const count = lengths.reduce((sum, length) => sum + length, 0);
    const offsets = Uint32Array.from([
      0,
      ...lengths.map((_, user) => lengths.slice(0, user + 1).reduce((a, b) => a + b, 0)),
    ]);
    return {
      name: 'any',
      provenance: { format: 'table', isSimulated: false, files: [{ name: 'a', bytes: 3 }], badRowCount: 0 },
      contentHash: 'x',
      timeResolution: seconds === null ? ('none' as const) : ('second' as const),
      userIds: lengths.map((_, user) => `user ${user}\n"${seed}"`),
      itemIds: ['', ...itemIds],
      userOffsets: offsets,
      items: Uint32Array.from({ length: count }, (_, row) => 1 + ((row * 7 + seed) % itemIds.length)),
      timestamps: seconds === null ? null : Float64Array.from({ length: count }, (_, row) => seconds + row),
      values: values === null ? null : Float32Array.from({ length: count }, (_, row) => (row % 3 === 0 ? values : row)),
      itemText: texts === null ? null : texts.slice(0, itemIds.length + 1),
    };
  });

test('any dataset survives the cache file unchanged', async () => {
  const path = join(await temporaryFolder(), 'any.dataset');
  await fc.assert(
    fc.asyncProperty(datasets, async (dataset) => {
      await writeCacheFile(path, { dataset, badRows: NO_BAD_ROWS });
      const cached = await readCacheFile(path, true);
      expect(cached).toEqual({ dataset, badRows: NO_BAD_ROWS });
    }),
    { numRuns: 60 },
  );
});

test('a cache file cut short at any place is never taken for a whole one', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'cut.dataset');
  const [dataset] = fc.sample(datasets, { numRuns: 1, seed: 5 });
  await writeCacheFile(path, { dataset: dataset!, badRows: NO_BAD_ROWS });
  const whole = await readFile(path);
  for (let length = 0; length < whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length));
    expect(await readCacheFile(path, true)).toBeNull();
  }
  expect(await readCacheFile(join(folder, 'absent.dataset'), true)).toBeNull();
});
