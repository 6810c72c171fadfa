/**
 * Files of named tensors in the safetensors layout: eight bytes with the header's length, a JSON header with type, shape
 * and place of each tensor, then the numbers, little-endian. Python, Rust and others read them.
 */
import { type FileHandle, open, rename } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { fromBfloat16, fromFloat16 } from './halfPrecision.ts';
import { elementCount, type HostArray, type TensorSpec } from '../engine/engine.ts';

export interface StoredTensor {
  readonly spec: TensorSpec;
  readonly values: HostArray;
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const TYPE_NAMES = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const METADATA = '__metadata__';

interface StoredType {
  readonly dtype: TensorSpec['dtype'];
  /** Of one number in the file. */
  readonly bytes: number;
  readonly read: (buffer: ArrayBuffer) => HostArray;
}

/** Types in files, and how they are read. */
const STORED_TYPES: Readonly<Record<string, StoredType>> = {
  F32: { dtype: 'float32', bytes: 4, read: (buffer) => new Float32Array(buffer) },
  F16: { dtype: 'float32', bytes: 2, read: (buffer) => fromFloat16(new Uint16Array(buffer)) },
  BF16: { dtype: 'float32', bytes: 2, read: (buffer) => fromBfloat16(new Uint16Array(buffer)) },
  I32: { dtype: 'int32', bytes: 4, read: (buffer) => new Int32Array(buffer) },
  BOOL: { dtype: 'bool', bytes: 1, read: (buffer) => new Uint8Array(buffer) },
};

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** Writes to a temporary name, waits until it is on the disk, then renames: the file is whole or absent. */
export async function writeTensors(path: string, { tensors, metadata }: TensorFile): Promise<void> {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let offset = 0;
  for (const [name, { spec, values }] of Object.entries(tensors)) {
    header[name] = {
      dtype: TYPE_NAMES[spec.dtype],
      shape: spec.shape,
      data_offsets: [offset, offset + values.byteLength],
    };
    offset += values.byteLength;
  }
  // Padded with blanks to a multiple of eight, so that the numbers are aligned.
  const text = JSON.stringify(header);
  const bytes = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await writeAll(file, length);
    await writeAll(file, bytes);
    for (const { values } of Object.values(tensors)) {
      await writeAll(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/**
 * Half-precision numbers (float16 and bfloat16, as published checkpoints have them) are read as float32.
 * @throws UserError where the file is no whole safetensors file, or holds another type.
 */
export async function readTensors(path: string): Promise<TensorFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size < 8) throw damaged(path);
    const start = 8 + Number(Buffer.from(await readAt(file, 0, 8)).readBigUInt64LE(0));
    if (start > size) throw damaged(path);
    const header = parseHeader(Buffer.from(await readAt(file, 8, start)).toString('utf8'), path);
    const tensors: Record<string, StoredTensor> = {};
    for (const [name, entry] of Object.entries(header)) {
      if (name === METADATA) continue;
      tensors[name] = await readEntry(name, entry as HeaderEntry, { file, path, start, size });
    }
    return { tensors, metadata: (header[METADATA] ?? {}) as Record<string, string> };
  } finally {
    await file.close();
  }
}

/** Node moves less than 2 GiB at once. */
const MOST_BYTES = 2 ** 30;

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(MOST_BYTES, bytes.length - at));
    at += bytesWritten;
  }
}

/** Bytes from `from` to `to`, which the file has. */
async function readAt(file: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, Math.min(MOST_BYTES, bytes.length - at), from + at);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    at += bytesRead;
  }
  return bytes.buffer;
}

interface OpenTensorFile {
  readonly file: FileHandle;
  readonly path: string;
  /** Where the numbers begin. */
  readonly start: number;
  readonly size: number;
}

function damaged(path: string): UserError {
  return new UserError(`"${path}" is damaged or no safetensors file; remove it and make it again.`);
}

function parseHeader(text: string, path: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw damaged(path);
  }
}

async function readEntry(
  name: string,
  entry: HeaderEntry,
  { file, path, start, size }: OpenTensorFile,
): Promise<StoredTensor> {
  const stored = STORED_TYPES[entry.dtype];
  if (stored === undefined) {
    const known = Object.keys(STORED_TYPES).join(', ');
    throw new UserError(`"${path}" holds "${name}" as ${entry.dtype}; only ${known} can be read. Convert the file.`);
  }
  const [from, to] = entry.data_offsets;
  const spec = { shape: entry.shape, dtype: stored.dtype };
  if (from < 0 || start + to > size || to - from !== elementCount(spec) * stored.bytes) throw damaged(path);
  return { spec, values: stored.read(await readAt(file, start + from, start + to)) };
}
