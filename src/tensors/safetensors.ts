/**
 * Files of named tensors in the safetensors layout: eight bytes with the header's length, a JSON header with type, shape
 * and place of each tensor, then the numbers, little-endian. Python, Rust and others read them.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { UserError } from '../errors.ts';
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
    await file.write(length);
    await file.write(bytes);
    for (const { values } of Object.values(tensors)) {
      await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** @throws UserError where the file is no whole safetensors file of float32, int32 and bool. */
export async function readTensors(path: string): Promise<TensorFile> {
  const bytes = await readFile(path);
  const broken = new UserError(`"${path}" is damaged or no safetensors file; remove it and make it again.`);
  if (bytes.length < 8) throw broken;
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  if (start > bytes.length) throw broken;
  const header = parseHeader(bytes.toString('utf8', 8, start), broken);
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) continue;
    tensors[name] = readEntry(entry as HeaderEntry, bytes, start, broken);
  }
  return { tensors, metadata: (header[METADATA] ?? {}) as Record<string, string> };
}

function parseHeader(text: string, broken: UserError): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw broken;
  }
}

function readEntry(entry: HeaderEntry, bytes: Buffer, start: number, broken: UserError): StoredTensor {
  const [from, to] = entry.data_offsets;
  // A copy, because the numbers may lie out of alignment in the file.
  const copy = new Uint8Array(bytes.subarray(start + from, start + to)).buffer;
  const dtype = (Object.keys(TYPE_NAMES) as (keyof typeof TYPE_NAMES)[]).find(
    (name) => TYPE_NAMES[name] === entry.dtype,
  );
  if (dtype === undefined) throw broken;
  const spec = { shape: entry.shape, dtype };
  const size = dtype === 'bool' ? 1 : 4;
  if (copy.byteLength !== to - from || copy.byteLength !== elementCount(spec) * size) throw broken;
  const values =
    dtype === 'float32' ? new Float32Array(copy) : dtype === 'int32' ? new Int32Array(copy) : new Uint8Array(copy);
  return { spec, values };
}
