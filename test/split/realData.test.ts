/** Published and checked facts of two real logs. Skipped where the data is not there; see SEQBENCH_DATA. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import { kCore } from '../../src/split/kCore.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const folder = process.env.SEQBENCH_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const beautyFile = join(folder, 'amazon-beauty', 'interactions.tsv.gz');
const movieFile = join(folder, 'ml-latest-small', 'ratings.csv.gz');

/** A reader of its own: these facts are about splits and are to hold whatever the readers of the project do. */
function readLog(
  file: string,
  separator: string,
  columns: readonly [user: number, item: number, time: number],
): InteractionDataset {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n').slice(1);
  const userNumbers = new Map<string, number>();
  const itemNumbers = new Map<string, number>();
  const rows = lines.map((line, place) => {
    const cells = line.split(separator);
    const [user, item, time] = columns.map((column) => cells[column]!) as [string, string, string];
    if (!userNumbers.has(user)) userNumbers.set(user, userNumbers.size);
    if (!itemNumbers.has(item)) itemNumbers.set(item, itemNumbers.size + 1);
    return { user: userNumbers.get(user)!, item: itemNumbers.get(item)!, time: Number(time), place };
  });
  rows.sort((a, b) => a.user - b.user || a.time - b.time || a.place - b.place);
  const userOffsets = new Uint32Array(userNumbers.size + 1);
  for (const row of rows) userOffsets[row.user + 1]!++;
  for (let user = 0; user < userNumbers.size; user++) userOffsets[user + 1]! += userOffsets[user]!;
  return {
    name: file,
    provenance: { format: 'test', isSimulated: false, files: [], badRowCount: 0 },
    contentHash: file,
    timeResolution: 'second',
    userIds: [...userNumbers.keys()],
    itemIds: ['', ...itemNumbers.keys()],
    userOffsets,
    items: Uint32Array.from(rows, (row) => row.item),
    timestamps: Float64Array.from(rows, (row) => row.time),
    values: null,
    itemText: null,
  };
}

describe.skipIf(!existsSync(beautyFile))('Amazon Beauty', () => {
  test('is its own 5-core, and has 10,181 test users at the 0.8 quantile', () => {
    const beauty = readLog(beautyFile, '\t', [0, 1, 2]);
    const core = kCore(beauty, 5);
    expect([core.userIds.length, core.itemIds.length - 1, core.items.length]).toEqual([22_363, 12_101, 198_502]);
    const split = splitDataset(beauty, splitSettingsSchema.parse({ kind: 'global-temporal' }));
    expect(split.counts).toMatchObject({
      users: 22_363,
      items: 12_101,
      events: 198_502,
      testUsers: 10_181,
      testSeenTargets: 0,
    });
    expect(split.test.targetRow).toHaveLength(10_181);
  });
});

describe.skipIf(!existsSync(movieFile))('MovieLens latest-small', () => {
  test('5-core, cutoff and users are the known ones', () => {
    const movies = readLog(movieFile, ',', [0, 1, 3]);
    expect([movies.userIds.length, movies.itemIds.length - 1, movies.items.length]).toEqual([671, 9_066, 100_004]);
    const split = splitDataset(movies, splitSettingsSchema.parse({ kind: 'global-temporal', target: 'successive' }));
    expect(split.counts).toMatchObject({
      users: 671,
      items: 3_496,
      events: 90_072,
      usersWithTrainEvents: 533,
      testUsers: 158,
    });
    expect(Math.floor(split.cutoffSeconds!)).toBe(1_321_797_468);
    // 158 test users, 138 without an event before: 20 are among the 533.
    expect(split.counts.testUsers! - split.counts.coldTestUsers!).toBe(20);
    // The known 21,137 later events are those of the whole log, before the 5-core.
    expect(movies.timestamps!.filter((time) => time > split.cutoffSeconds!)).toHaveLength(21_137);
  });
});
