/** Amazon Beauty under the strict protocol, for us and, through a temporary file, for the peers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDirectory } from '../../../src/dataset/dataPlaces.ts';
import { loadDataset } from '../../../src/dataset/loadDataset.ts';
import type { HistoryBatch } from '../../../src/ranking.ts';
import { historyBatch, targets } from '../../../src/split/histories.ts';
import type { Split } from '../../../src/split/split.ts';
import { splitDataset } from '../../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../../src/split/splitSettings.ts';

export interface BeautyData {
  readonly split: Split;
  /** Of all test users with a history: PyTorch has nothing to encode in an empty one. */
  readonly histories: HistoryBatch;
  /** Of these; 0: cold. */
  readonly targets: Uint32Array;
  /** JSON for peers: `{ itemCount, train, histories, targets }`, items numbered from 1. */
  readonly path: string;
  /** A folder for more files, removed with it. */
  readonly directory: string;
  remove(): Promise<void>;
}

export async function beautyData(): Promise<BeautyData> {
  const options = { cacheDirectory: defaultCacheDirectory(), skipBadRows: false, withItemText: false };
  const dataset = await loadDataset('amazon-beauty', options);
  const split = splitDataset(dataset, splitSettingsSchema.parse({ kind: 'global-temporal' }));
  const all = historyBatch(split.test, 0, split.test.targetRow.length);
  const kept = all.users.map((_, row) => row).filter((row) => all.offsets[row + 1]! > all.offsets[row]!);
  const starts = Array.from(kept, (row) => all.offsets[row]!);
  const histories: HistoryBatch = {
    offsets: Uint32Array.from([...starts, all.items.length]),
    items: all.items,
    users: kept.map((row) => all.users[row]!),
  };
  const directory = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  const path = join(directory, 'beauty.json');
  const sequences = ({ offsets, items }: Pick<HistoryBatch, 'offsets' | 'items'>) => ({
    offsets: Array.from(offsets),
    items: Array.from(items),
  });
  const { itemCount } = split.catalogue;
  // A cold target is an item that nothing recommends.
  const targetOf = targets(split.test);
  const keptTargets = kept.map((row) => targetOf[row]!);
  const targetItems = Array.from(keptTargets, (item) => (item === 0 ? itemCount + 1 : item));
  const content = { itemCount, train: sequences(split.train), histories: sequences(histories), targets: targetItems };
  await writeFile(path, JSON.stringify(content));
  return {
    split,
    histories,
    targets: keptTargets,
    path,
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
