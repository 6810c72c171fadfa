import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../../src/tensors/npy.ts';

describe('.npy files', () => {
  it.each([
    ['uint32 matrix', { shape: [2, 3], data: Uint32Array.of(1, 2, 3, 4, 5, 4294967295) }],
    ['float32 with infinities', { shape: [3], data: Float32Array.of(-Infinity, 0.5, NaN) }],
    ['float64 vector', { shape: [2], data: Float64Array.of(1e-300, Math.PI) }],
    ['empty', { shape: [0], data: new Float64Array(0) }],
  ])('give back a %s', (_, array) => {
    expect(decodeNpy(encodeNpy(array), 'x.npy')).toEqual(array);
  });

  it('have the bytes that the format asks for', () => {
    // Version 1.0: magic, header length, header padded with spaces and a line end to a multiple of 64, data.
    const header = "{'descr': '<u4', 'fortran_order': False, 'shape': (1, 2), }";
    const bytes = encodeNpy({ shape: [1, 2], data: Uint32Array.of(1, 2) });
    expect(bytes.subarray(0, 10)).toEqual(Buffer.from('934e554d505901007600', 'hex'));
    expect(bytes.toString('latin1', 10, 128)).toBe(`${header}${' '.repeat(118 - header.length - 1)}\n`);
    expect(bytes.subarray(128)).toEqual(Buffer.from('0100000002000000', 'hex'));
  });

  it('are refused by name where they are not whole', () => {
    const bytes = encodeNpy({ shape: [2], data: Uint32Array.of(1, 2) });
    expect(() => decodeNpy(bytes.subarray(0, bytes.length - 1), 'a.npy')).toThrow(
      'a.npy is not a readable .npy file: 7 bytes of data, not 8.',
    );
    expect(() => decodeNpy(Buffer.from('hello'), 'b.npy')).toThrow(
      'b.npy is not a readable .npy file: wrong first bytes.',
    );
  });

  it('refuse a shape that does not hold the data', () => {
    expect(() => encodeNpy({ shape: [2, 2], data: Uint32Array.of(1) })).toThrow('Shape [2, 2] does not hold 1');
  });
});
