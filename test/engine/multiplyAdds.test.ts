/** Multiply-adds by arithmetic: rows x inner x columns of every product that a graph really has. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Program, Tensors, TensorSpec } from '../../src/engine/engine.ts';
import { multiplyAdds } from '../../src/engine/onnx/multiplyAdds.ts';
import { traceProgram } from '../../src/engine/onnx/trace.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { scoreProgram } from '../../src/inference/recommendProgram.ts';
import { sasrecModel } from '../../src/network/sasrecNetwork.ts';

const float = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });
const state = { a: float(2, 3), b: float(3, 4), c: float(5, 2, 3), d: float(5, 4, 3) };

const counted = (run: (state: Tensors) => tf.Tensor): number => {
  const program: Program = { name: 'test', inputs: {}, run: (tensors) => ({ outputs: { y: run(tensors) } }) };
  return traceProgram(program, state, () => null).multiplyAdds;
};

describe('multiply-adds', () => {
  it.each<[string, number, (tensors: Tensors) => tf.Tensor]>([
    ['of a product', 2 * 3 * 4, ({ a, b }) => tf.matMul(a!, b!)],
    ['of a product of transposes', 4 * 3 * 2, ({ a, b }) => tf.matMul(b!, a!, true, true)],
    ['of a batch of products', 5 * 2 * 3 * 4, ({ c, d }) => tf.matMul(c!, d!, false, true)],
    ['of one product that is used twice', 24, ({ a, b }) => tf.add(tf.matMul(a!, b!), tf.matMul(a!, b!))],
    ['not of what no output needs', 0, ({ a, b }) => [tf.matMul(a!, b!), tf.neg(a!)][1]!],
    ['not of element by element work', 0, ({ a }) => tf.mul(a!, a!)],
  ])('are %s: %d', (_, expected, run) => {
    expect(counted(run)).toBe(expected);
  });

  it('of attention are those of its two products', () => {
    const value = (...shape: number[]) => ({ name: 'x', type: 'float32' as const, shape, uniform: null });
    const node = { op: 'MultiHeadAttention', domain: 'com.microsoft' as const };
    const inputs = [value(2, 1, 8), value(2, 7, 8), value(2, 7, 8)];
    expect(multiplyAdds({ ...node, inputs }, value(2, 1, 8))).toBe(2 * (2 * 1 * 7 * 8));
  });

  it('are never guessed for an operator that may hide products', () => {
    const node = { op: 'FusedMatMulActivation', domain: 'com.microsoft' as const, inputs: [] };
    expect(() => multiplyAdds(node, { shape: [] })).toThrow('"FusedMatMulActivation" has no count of multiply-adds');
  });

  it('of a SASRec request are at least those of its layers and its catalogue', () => {
    const [width, items, length, blocks] = [8, 100, 16, 2];
    const settings = { itemCount: items, maxLength: length, width, blockCount: blocks, headCount: 2 };
    const shape = { norm: 'pre', paddingMask: 'hidden', output: 'tied', initialDeviation: 0.02 } as const;
    const model = sasrecModel({ ...settings, ...shape }, 'from-end');
    const specs = Object.fromEntries(
      Object.entries(model.parameters).map(([name, { shape }]) => [name, float(...shape)]),
    );
    const { multiplyAdds: found } = traceProgram(scoreProgram(model, length), specs, () => null);
    const ofSlot = 6 * width * width;
    // The last block may be computed for the last slot alone, but for its keys and values.
    const least = (blocks - 1) * length * ofSlot + length * 2 * width * width + width * items;
    const most = blocks * length * (ofSlot + 2 * length * width) + width * items;
    expect(found).toBeGreaterThanOrEqual(least);
    expect(found).toBeLessThanOrEqual(most);
  });

  it('add up over runs, and are unknown where nothing counts', async () => {
    const engine = await openEngine('onnx', { threads: 1 });
    const values = engine.createState({
      a: { spec: state.a, values: new Float32Array(6) },
      b: { spec: state.b, values: new Float32Array(12) },
    });
    const run = ({ a, b }: Tensors) => ({ outputs: { y: tf.matMul(a!, b!) } });
    const program = await engine.compile({ name: 'test', inputs: {}, run }, values);
    expect(engine.multiplyAdds).toBe(0);
    await program.run({});
    await program.run({});
    expect(engine.multiplyAdds).toBe(48);
    await engine.dispose();
    expect((await openEngine('reference', { threads: 1 })).multiplyAdds).toBeNull();
  });
});
