/** Counts of the real datasets, which are not part of the repository. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetStatistics } from '../../src/dataset/datasetStatistics.ts';
import { kCore } from '../../src/split/kCore.ts';
import { eventsByUser, load } from './support.ts';

const root = resolve(process.env['SEQBENCH_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));
const has = (folder: string): boolean => existsSync(join(root, folder));

describe(`real data in ${root}`, () => {
  test.skipIf(!has('amazon-beauty'))('Amazon Beauty, which is a 5-core already', async () => {
    const dataset = await load({ format: 'seqbench', name: 'beauty', path: join(root, 'amazon-beauty') });
    const counts = {
      users: 22_363,
      items: 12_101,
      interactions: 198_502,
      shortestLength: 5,
      longestLength: 204,
      repeatedItems: 0,
    };
    expect(datasetStatistics(dataset)).toMatchObject({
      ...counts,
      firstSeconds: Date.UTC(2002, 5, 12) / 1000,
      lastSeconds: Date.UTC(2014, 6, 23) / 1000,
      itemsWithTitle: 12_094,
    });
    expect(datasetStatistics(kCore(dataset, 5))).toMatchObject(counts);
    expect(datasetStatistics(dataset).averageLength).toBeCloseTo(8.876, 3);
    expect(dataset.timeResolution).toBe('day');
    const texts = dataset.itemText!.slice(1);
    expect(texts.filter((text) => text.brand !== undefined)).toHaveLength(10_003);
    expect(texts.filter((text) => text.categories !== undefined)).toHaveLength(12_101);
  });

  test.skipIf(!has('ml-latest-small'))('MovieLens latest-small of October 2016', async () => {
    const dataset = await load({ format: 'movielens', name: 'ml', path: join(root, 'ml-latest-small') });
    expect(datasetStatistics(dataset)).toMatchObject({
      users: 671,
      items: 9_066,
      interactions: 100_004,
      itemsWithTitle: 9_066,
    });
    expect(datasetStatistics(kCore(dataset, 5))).toMatchObject({ users: 671, items: 3_496, interactions: 90_072 });
    expect(dataset.timeResolution).toBe('second');
  });

  test.skipIf(!has('amazon-m2'))('Amazon-M2 test sessions', async () => {
    const dataset = await load({ format: 'amazon-m2', name: 'm2', path: join(root, 'amazon-m2'), part: 'test' });
    expect(datasetStatistics(dataset)).toMatchObject({ users: 56_422, items: 111_725, interactions: 182_331 });
    expect(eventsByUser(dataset)['t3-2-0']).toEqual(['B0BF9JMVDG', 'B01ET9V90M']);
  });

  test.skipIf(!has('llm-profiles-cds'))('augmented RecBole sequences of 100 users', async () => {
    const path = join(root, 'llm-profiles-cds');
    const dataset = await load({
      format: 'recbole',
      name: 'cds',
      path,
      file: 'CDs-100-user-dense',
      shape: 'sequences',
    });
    expect(dataset.userIds).toHaveLength(100);
    expect(eventsByUser(dataset)['2867']).toEqual(['10410', '4233', '213', '9798', '18245', '24746', '3510', '1370']);
  });
});
