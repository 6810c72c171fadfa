import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BUILTIN_DATASETS } from '../../src/dataset/builtin.ts';
import { datasetSettingsSchema, settingsProblems } from '../../src/dataset/datasetSettings.ts';
import { describeDataset, locateDataset } from '../../src/dataset/locateDataset.ts';
import { folderOf, load, temporaryFolder } from './support.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function problemOf(entry: unknown): string {
  const checked = datasetSettingsSchema.safeParse(entry);
  return checked.success ? 'none' : settingsProblems(checked.error.issues);
}

describe('a datasets entry', () => {
  test.each(BUILTIN_DATASETS.map((dataset) => [dataset.name, dataset] as const))(
    '%s has a name and settings that the schema takes',
    (name, dataset) => {
      expect(problemOf(name)).toBe('none');
      expect(problemOf(dataset.settings)).toBe('none');
      expect(dataset.settings.name).toBe(name);
    },
  );

  test('names are unique', () => {
    expect(new Set(BUILTIN_DATASETS.map((dataset) => dataset.name)).size).toBe(BUILTIN_DATASETS.length);
  });

  test('that is wrong is explained by the kind that was meant', () => {
    expect(problemOf('ml20m')).toMatch(/no built-in dataset is called "ml20m"; there are amazon-beauty, .*ml-20m/);
    expect(problemOf({ format: 'movielens', name: 'x', path: 'y', paths: 1 })).toMatch(/Unrecognized key: "paths"/);
    expect(problemOf({ format: 'movielens', name: 'x' })).toMatch(/^path: /);
    expect(problemOf({ format: 'movielens', name: '../x', path: 'y' })).toMatch(/^name: use letters/);
    expect(problemOf({ format: 'table', name: 'x', path: 'y', columns: { item: 3.5 } })).toMatch(/columns\.item: /);
    expect(problemOf({ format: 'movie', name: 'x', path: 'y' })).toMatch(/format: /);
    expect(problemOf(7)).toMatch(/give the name of a built-in dataset, or a description/);
  });
});

describe('looking for files', () => {
  const csv = { 'ml-1m/ratings.csv': 'userId,movieId,rating,timestamp\n1,2,3,4\n' };

  test('takes the first place that has what is needed, and passes over folders that lack it', async () => {
    const [first, second] = [
      await folderOf({ 'ml-1m/README': 'x', 'ml-100k/u.data': '1\t2\t3\t4\n' }),
      await folderOf(csv),
    ];
    vi.stubEnv('SEQBENCH_DATA', first);
    vi.spyOn(process, 'cwd').mockReturnValue(await folderOf({ 'data/ml-1m/ratings.dat': '1::2::3::4\n' }));
    expect((await locateDataset(describeDataset('ml-1m'))).location).toMatch(/data.ml-1m$/);
    expect((await locateDataset(describeDataset('ml-100k'))).location).toBe(join(first, 'ml-100k'));
    vi.stubEnv('SEQBENCH_DATA', second);
    expect((await locateDataset(describeDataset('ml-1m'))).location).toBe(join(second, 'ml-1m'));
    vi.restoreAllMocks();
  });

  test('says everywhere it looked and what to do', async () => {
    const root = await folderOf({ 'ml-1m/README': 'x', 'ml-1m/ratings.csv.gz.part': 'half' });
    vi.stubEnv('SEQBENCH_DATA', root);
    const message = await load('ml-1m').catch((error: unknown) => (error as Error).message);
    expect(message).toContain('Dataset "ml-1m" was not found. Looked at:');
    expect(message).toContain(
      `${join(root, 'ml-1m')} has no ratings.csv, ratings.dat or u.data (plain, gzip or zip); it has README`,
    );
    expect(message).toMatch(/seqbench data download ml-1m.*grouplens\.org/);
    await expect(load('amazon-m2')).rejects.toThrow(/needs a login: .*aicrowd/);
  });

  test('a description may name a folder, an archive or a file, relative to a root too', async () => {
    vi.stubEnv('SEQBENCH_DATA', await folderOf({ 'mine/ratings.csv': csv['ml-1m/ratings.csv'] }));
    for (const path of ['mine', join('mine', 'ratings.csv')]) {
      expect((await load({ format: 'movielens', name: 'mine', path })).items).toHaveLength(1);
    }
    await expect(load({ format: 'movielens', name: 'mine', path: await temporaryFolder() })).rejects.toThrow(
      /it is empty\nCheck "path"/,
    );
  });
});

describe('simulated datasets', () => {
  test('need no files, and say what they are', async () => {
    const dataset = await load('simulated-tiny');
    expect(dataset.name).toBe('simulated-tiny');
    expect(dataset.provenance).toMatchObject({ isSimulated: true, format: 'simulated' });
    expect(dataset.itemText?.[1]?.title).toBeTypeOf('string');
    expect((await load('simulated-tiny', { withItemText: false })).itemText).toBeNull();
  });

  test('another seed is another shop', async () => {
    const settings = { format: 'simulated', name: 'mine', size: 'tiny', seed: 2 };
    const dataset = await load(settings);
    expect(dataset.name).toBe('mine');
    expect(dataset.contentHash).not.toBe((await load('simulated-tiny')).contentHash);
    expect(dataset.contentHash).toBe((await load(settings)).contentHash);
  });
});
