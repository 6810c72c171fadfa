/**
 * Typed arrays as NumPy `.npy` files (format version 1.0, little-endian, C order), so that raw answers can be read here
 * with `readNpy` and elsewhere with `numpy.load`.
 */
import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';

export type NpyData = Uint32Array | Float32Array | Float64Array;

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
/** Data starts at a multiple of this many bytes, as the format asks. */
const ALIGNMENT = 64;

const TYPES = {
  '<u4': Uint32Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;

function typeCode(data: NpyData): keyof typeof TYPES {
  if (data instanceof Uint32Array) return '<u4';
  return data instanceof Float32Array ? '<f4' : '<f8';
}

export function encodeNpy(array: NpyArray): Buffer {
  const size = array.shape.reduce((product, length) => product * length, 1);
  if (size !== array.data.length)
    throw new Error(`Shape [${array.shape.join(', ')}] does not hold ${array.data.length}`);
  const shape = array.shape.length === 1 ? `${array.shape[0]!},` : array.shape.join(', ');
  const header = `{'descr': '${typeCode(array.data)}', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = MAGIC.length + 2 + header.length + 1;
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
  const text = `${header}${' '.repeat(padding)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  const bytes = Buffer.from(array.data.buffer, array.data.byteOffset, array.data.byteLength);
  return Buffer.concat([MAGIC, length, Buffer.from(text, 'latin1'), bytes]);
}

/** `name` is for the error message only. */
export function decodeNpy(bytes: Buffer, name: string): NpyArray {
  const refuse = (why: string) => new UserError(`${name} is not a readable .npy file: ${why}.`);
  if (bytes.length < 10 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw refuse('wrong first bytes');
  const dataStart = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, dataStart);
  const match = /'descr': '([^']+)', 'fortran_order': False, 'shape': \(([\d, ]*)\)/u.exec(header);
  const ArrayType = Object.entries(TYPES).find(([code]) => code === match?.[1])?.[1];
  if (!match || !ArrayType) throw refuse('unsupported header');
  const shape = match[2]!
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const size = shape.reduce((product, length) => product * length, 1);
  const expected = size * ArrayType.BYTES_PER_ELEMENT;
  if (bytes.length - dataStart !== expected) throw refuse(`${bytes.length - dataStart} bytes of data, not ${expected}`);
  // Copied, because a view must start at a multiple of the element's size and a pooled buffer may not.
  const data = new ArrayType(new Uint8Array(bytes.subarray(dataStart)).buffer);
  return { shape, data };
}

export async function readNpy(path: string): Promise<NpyArray> {
  return decodeNpy(await readFile(path), path);
}
