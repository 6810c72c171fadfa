import { describe, expect, it } from 'vitest';
import { releaseCopies } from '../../src/engine/onnx/releaseCopies.ts';

describe('releaseCopies', () => {
  it('empties copies and leaves originals', () => {
    const original = { data: Float32Array.of(1, 2) };
    const copy = { data: Float32Array.of(1, 2) };
    releaseCopies({ a: copy }, { a: original });
    expect(copy.data.buffer.byteLength).toBe(0);
    expect([...original.data]).toEqual([1, 2]);
  });

  it('leaves what is the original itself, and what has none', () => {
    const shared = { data: Float32Array.of(1) };
    const other = { data: Int32Array.of(3) };
    releaseCopies({ a: shared, b: other }, { a: { data: shared.data.subarray(0) } });
    expect([shared.data[0], other.data[0]]).toEqual([1, 3]);
  });
});
