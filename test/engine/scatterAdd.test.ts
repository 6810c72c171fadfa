/**
 * Sums by index with several threads, where indices repeat. The numbers are whole, so a sum is right or wrong whatever its
 * order; a lost update shows in some runs only, so each program runs often.
 */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { HostArray, Program, TensorSpec } from '../../src/engine/engine.ts';
import { traceProgram } from '../../src/engine/onnx/trace.ts';
import { openEngine } from '../../src/engine/openEngine.ts';

const RUNS = 40;

const CASES = [
  { name: 'a row per token of a catalogue', tokens: 6400, table: [12_000, 128] },
  { name: 'many tokens, few positions', tokens: 6400, table: [50, 128] },
  { name: 'few tokens, few rows', tokens: 700, table: [50, 128] },
  { name: 'numbers, not rows', tokens: 250_000, table: [1000] },
  { name: 'tables of tables', tokens: 4000, table: [20, 4, 32] },
];

function segmentSum(tokens: number, table: readonly number[]): Program {
  const rest = table.slice(1);
  const inputs: Record<string, TensorSpec> = {
    updates: { shape: [tokens, ...rest], dtype: 'float32' },
    rows: { shape: [tokens], dtype: 'int32' },
  };
  const run: Program['run'] = (_state, { updates, rows }) => ({
    outputs: { sums: tf.unsortedSegmentSum(updates!, rows as tf.Tensor1D, table[0]!) },
  });
  return { name: 'sums', inputs, run };
}

describe('sums by index', () => {
  it.each(CASES)('$name: no update is lost, on two threads', async ({ tokens, table }) => {
    const width = table.slice(1).reduce((product, size) => product * size, 1);
    const updates = Float32Array.from({ length: tokens * width }, (_, index) => ((index * 7) % 13) - 6);
    // Two of three tokens are of the same few rows.
    const rows = Int32Array.from(
      { length: tokens },
      (_, token) => (token % 3 === 0 ? token * 31 : token % 5) % table[0]!,
    );
    const expected = new Float32Array(table[0]! * width);
    rows.forEach((row, token) => {
      for (let column = 0; column < width; column += 1) {
        expected[row * width + column]! += updates[token * width + column]!;
      }
    });
    const engine = await openEngine('onnx', { threads: 2 });
    const compiled = await engine.compile(segmentSum(tokens, table), engine.createState({}));
    let wrongRuns = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const { sums } = await compiled.run({ updates, rows });
      if (!bytes(sums!).equals(bytes(expected))) wrongRuns += 1;
    }
    await compiled.dispose();
    await engine.dispose();
    expect(wrongRuns).toBe(0);
  });

  it('are one scatter where adding is atomic', () => {
    const program = segmentSum(6400, [12_000, 128]);
    const nodes = (addsAtomically: boolean) => traceProgram(program, {}, () => null, { addsAtomically }).nodeCount;
    expect(nodes(true)).toBeLessThan(nodes(false));
  });
});

function bytes(values: HostArray): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
