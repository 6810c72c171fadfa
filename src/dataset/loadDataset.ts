/** The one way to get a dataset: by name or description, from the cache where its sources have not changed. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { refuseBadRows } from './badRows.ts';
import { readCacheFile, writeCacheFile, type CachedDataset } from './cacheFile.ts';
import { simulatedSettingsSchema, type DatasetSettings, type DescribedDataset } from './datasetSettings.ts';
import { fingerprintFile, type FileFingerprint } from './fingerprint.ts';
import type { InteractionDataset } from './interactionDataset.ts';
import { describeDataset, locateDataset, type LocatedDataset } from './locateDataset.ts';
import { prepareDataset } from './prepareDataset.ts';

/** To be raised with every change to a reader that can change what it reads: old caches are not found any more. */
const READER_VERSION = 1;

export interface LoadOptions {
  /** Folder for prepared datasets; made if absent. */
  readonly cacheDirectory: string;
  /** Leave out rows that cannot be read instead of refusing the dataset. */
  readonly skipBadRows: boolean;
  readonly withItemText: boolean;
  /** Told the name of each slow step. */
  readonly onProgress?: (step: string) => void;
}

export async function loadDataset(settings: DatasetSettings, options: LoadOptions): Promise<InteractionDataset> {
  const described = describeDataset(settings);
  if (described.format === 'simulated') return simulate(described, options.withItemText);
  const { dataset, badRows } = await loadPrepared(await locateDataset(described), options);
  if (!options.skipBadRows) refuseBadRows(dataset.name, badRows);
  return dataset;
}

/** Lazily: a run on real data has no use for the simulator. */
async function simulate(described: DescribedDataset, withItemText: boolean): Promise<InteractionDataset> {
  const { name, size, seed } = simulatedSettingsSchema.parse(described);
  const { simulateShop } = await import('./simulate/simulate.ts');
  const dataset = simulateShop(size, seed);
  // Its text is written when first asked for, so it must not be copied out of the dataset in passing.
  return Object.defineProperties({} as InteractionDataset, {
    ...Object.getOwnPropertyDescriptors(dataset),
    name: { value: name, enumerable: true },
    ...(withItemText ? {} : { itemText: { value: null, enumerable: true } }),
  });
}

async function loadPrepared(located: LocatedDataset, options: LoadOptions): Promise<CachedDataset> {
  const onProgress = options.onProgress ?? (() => undefined);
  onProgress(`checking the files of ${located.described.name}`);
  const fingerprints = await fingerprintAll(located, options.cacheDirectory);
  const key = cacheKey(located, fingerprints);
  const path = join(options.cacheDirectory, `${located.described.name}-${key.slice(0, 20)}.dataset`);
  const cached = await readCacheFile(path, options.withItemText);
  if (cached !== null) return cached;

  const prepared = await prepareDataset({
    name: located.described.name,
    format: located.described.format,
    plan: located.plan,
    files: located.paths.map((file, index) => ({ name: basename(file), bytes: fingerprints[index]!.bytes })),
    onProgress,
  });
  // A file that changed while it was read must not be stored under the hash of what it held before.
  if (cacheKey(located, await fingerprintAll(located, options.cacheDirectory)) !== key) {
    throw new UserError(
      `A file of dataset "${located.described.name}" changed while it was read; run the command again`,
    );
  }
  onProgress('writing the cache');
  await mkdir(options.cacheDirectory, { recursive: true });
  await writeCacheFile(path, prepared);
  return options.withItemText ? prepared : { ...prepared, dataset: { ...prepared.dataset, itemText: null } };
}

function fingerprintAll(located: LocatedDataset, cacheDirectory: string): Promise<FileFingerprint[]> {
  const memory = join(cacheDirectory, 'fingerprints');
  return Promise.all(located.paths.map((path) => fingerprintFile(path, memory)));
}

function cacheKey(located: LocatedDataset, fingerprints: readonly FileFingerprint[]): string {
  const settings = Object.entries(located.described).filter(([setting]) => setting !== 'path');
  const files = located.paths.map((path, index) => [
    basename(path),
    fingerprints[index]!.bytes,
    fingerprints[index]!.sha256,
  ]);
  // The plan names the members of archives and every expression that reads them.
  const plan = JSON.stringify(located.plan, (field, value: unknown) => (field === 'path' ? undefined : value));
  const text = JSON.stringify([READER_VERSION, settings.sort(([a], [b]) => (a < b ? -1 : 1)), files, plan]);
  return createHash('sha256').update(text).digest('hex');
}
