/**
 * The columnar cache of a prepared dataset: magic bytes, a JSON header, then each column as it lies in memory, so that
 * loading is reading. Columns are stored in the narrowest of a few types that holds them without loss.
 */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { BadRowReport } from './badRows.ts';
import { writeAtomically } from './atomicWrite.ts';
import { narrowTimestamps, narrowValues, widenTimestamps, widenValues, type Narrowed } from './narrowColumns.ts';
import type { InteractionDataset, ItemText } from './interactionDataset.ts';

const MAGIC = 'SEQBDS01';
/** Every column starts at a multiple of this, so that typed arrays can lie on it. */
const ALIGNMENT = 8;

interface Section {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

interface Header {
  readonly dataset: Pick<InteractionDataset, 'name' | 'provenance' | 'contentHash' | 'timeResolution'>;
  readonly badRows: BadRowReport;
  readonly timestamps: Narrowed['kind'] | null;
  readonly values: Narrowed['kind'] | null;
  /** The distinct values, where events hold their places in this list; null stands for "none". */
  readonly valueList: readonly (number | null)[] | null;
  readonly sections: readonly Section[];
}

export interface CachedDataset {
  readonly dataset: InteractionDataset;
  readonly badRows: BadRowReport;
}

export async function writeCacheFile(path: string, { dataset, badRows }: CachedDataset): Promise<void> {
  const timestamps = dataset.timestamps && narrowTimestamps(dataset.timestamps);
  const values = dataset.values && narrowValues(dataset.values);
  const columns: [string, Uint8Array | null][] = [
    ['userIds', Buffer.from(JSON.stringify(dataset.userIds))],
    ['itemIds', Buffer.from(JSON.stringify(dataset.itemIds))],
    ['userOffsets', bytesOf(dataset.userOffsets)],
    ['items', bytesOf(dataset.items)],
    ['timestamps', timestamps && bytesOf(timestamps.column)],
    ['values', values && bytesOf(values.column)],
    ['itemText', dataset.itemText && (await packItemText(dataset.itemText))],
  ];
  const sections: Section[] = [];
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const [name, bytes] of columns) {
    if (bytes === null) continue;
    sections.push({ name, start, bytes: bytes.byteLength });
    const padding = padded(bytes.byteLength) - bytes.byteLength;
    parts.push(bytes, new Uint8Array(padding));
    start += bytes.byteLength + padding;
  }
  const header: Header = {
    dataset: {
      name: dataset.name,
      provenance: dataset.provenance,
      contentHash: dataset.contentHash,
      timeResolution: dataset.timeResolution,
    },
    badRows,
    timestamps: timestamps?.kind ?? null,
    values: values?.kind ?? null,
    valueList: values?.list ?? null,
    sections,
  };
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(padded(16 + text.length));
  prefix.write(MAGIC, 0, 'latin1');
  prefix.writeUInt32LE(text.length, 8);
  text.copy(prefix, 16);
  await writeAtomically(path, [prefix, ...parts]);
}

/** Null where there is no file, or one that is not whole: it is made again then. */
export async function readCacheFile(path: string, withItemText: boolean): Promise<CachedDataset | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const size = (await stat(path)).size;
    const header = await readHeader(handle, size);
    return header === null ? null : await readColumns(handle, header.header, header.end, withItemText);
  } finally {
    await handle.close();
  }
}

async function readHeader(handle: FileHandle, size: number): Promise<{ header: Header; end: number } | null> {
  if (size < 16) return null;
  const prefix = await readBytes(handle, 0, 16);
  const length = prefix.readUInt32LE(8);
  if (prefix.toString('latin1', 0, 8) !== MAGIC || size < padded(16 + length)) return null;
  const header = JSON.parse((await readBytes(handle, 16, length)).toString('utf8')) as Header;
  const end = padded(16 + length);
  const last = header.sections.at(-1);
  return last === undefined || end + padded(last.start + last.bytes) !== size ? null : { header, end };
}

async function readColumns(
  handle: FileHandle,
  header: Header,
  end: number,
  withItemText: boolean,
): Promise<CachedDataset> {
  const read = async (name: string): Promise<Buffer | null> => {
    const section = header.sections.find((candidate) => candidate.name === name);
    return section === undefined ? null : readBytes(handle, end + section.start, section.bytes);
  };
  const need = async (name: string): Promise<Buffer> => {
    const bytes = await read(name);
    if (bytes === null) throw new Error(`the cache file has no ${name}`);
    return bytes;
  };
  const timestamps = await read('timestamps');
  const values = await read('values');
  const itemText = withItemText ? await read('itemText') : null;
  const dataset: InteractionDataset = {
    ...header.dataset,
    userIds: JSON.parse((await need('userIds')).toString('utf8')) as string[],
    itemIds: JSON.parse((await need('itemIds')).toString('utf8')) as string[],
    userOffsets: uint32Of(await need('userOffsets')),
    items: uint32Of(await need('items')),
    timestamps: timestamps && widenTimestamps(timestamps, header.timestamps!),
    values: values && widenValues(values, header.values!, header.valueList),
    itemText: itemText && (await unpackItemText(itemText)),
  };
  return { dataset, badRows: header.badRows };
}

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  // Not from Buffer's pool: typed arrays are laid over it and must start at its beginning.
  const buffer = Buffer.from(new ArrayBuffer(length));
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, Math.min(length - done, 1 << 30), position + done);
    if (bytesRead === 0) throw new Error('the cache file ends too early');
    done += bytesRead;
  }
  return buffer;
}

function uint32Of(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function bytesOf(column: Uint8Array | Uint32Array | Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Items per compressed block: a catalogue of millions of descriptions does not fit into one string. */
const BLOCK_ITEMS = 8_192;

/** Blocks of JSON lines, each as its length in 4 bytes and its gzip bytes. */
async function packItemText(itemText: readonly ItemText[]): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for (let start = 0; start < itemText.length; start += BLOCK_ITEMS) {
    const lines = itemText.slice(start, start + BLOCK_ITEMS).map((text) => JSON.stringify(text));
    const block = await promisify(gzip)(lines.join('\n'), { level: 3 });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

async function unpackItemText(bytes: Buffer): Promise<ItemText[]> {
  const itemText: ItemText[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + 4 + bytes.readUInt32LE(start);
    const lines = (await promisify(gunzip)(bytes.subarray(start + 4, end))).toString('utf8').split('\n');
    for (const line of lines) itemText.push(JSON.parse(line) as ItemText);
    start = end;
  }
  return itemText;
}
