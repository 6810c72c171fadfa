/** Temporary folders of source files, datasets loaded from them, and their events in a form that a test can state. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { DatasetSettings } from '../../src/dataset/datasetSettings.ts';
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import { loadDataset, type LoadOptions } from '../../src/dataset/loadDataset.ts';

const folders: string[] = [];

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-test-'));
  folders.push(folder);
  return folder;
}

/** A new folder with these files. */
export async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** With a cache of its own, unless one is given. */
export async function load(settings: DatasetSettings, options: Partial<LoadOptions> = {}): Promise<InteractionDataset> {
  const cacheDirectory = options.cacheDirectory ?? (await temporaryFolder());
  return loadDataset(settings, { skipBadRows: false, withItemText: true, ...options, cacheDirectory });
}

/** Per user id, the events in order as `item@seconds=value`, parts that a dataset lacks left out. */
export function eventsByUser(dataset: InteractionDataset): Record<string, string[]> {
  const { userIds, userOffsets, items, timestamps, values, itemIds } = dataset;
  return Object.fromEntries(
    userIds.map((user, index) => {
      const events: string[] = [];
      for (let row = userOffsets[index]!; row < userOffsets[index + 1]!; row++) {
        const time = timestamps === null ? '' : `@${timestamps[row]!}`;
        events.push(`${itemIds[items[row]!]!}${time}${values === null ? '' : `=${values[row]!}`}`);
      }
      return [user, events];
    }),
  );
}

/** By item id. */
export function textByItem(dataset: InteractionDataset): Record<string, unknown> {
  return Object.fromEntries(dataset.itemIds.slice(1).map((id, index) => [id, dataset.itemText?.[index + 1]]));
}

/** A zip archive as common tools write it: deflated members, a central directory, no extensions. */
export function zipOf(members: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(plain), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(plain.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), shared, place, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
