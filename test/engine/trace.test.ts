/** What cannot be traced is refused with a sentence that names the call. */
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Engine, EngineState, Program, Tensors } from '../../src/engine/engine.ts';
import { SessionCache } from '../../src/engine/onnx/sessionCache.ts';
import { traceProgram } from '../../src/engine/onnx/trace.ts';
import { openEngine } from '../../src/engine/openEngine.ts';

const spec = { shape: [2, 3], dtype: 'float32' as const };

async function open(): Promise<{ engine: Engine; state: EngineState }> {
  const engine = await openEngine('onnx', { threads: 1 });
  return { engine, state: engine.createState({ w: { spec, values: Float32Array.of(1, 2, 3, 4, 5, 6) } }) };
}

const program = (run: (state: Tensors) => tf.Tensor): Program => ({
  name: 'test',
  inputs: {},
  run: (state) => ({ outputs: { y: run(state) } }),
});

describe('tracing', () => {
  it.each([
    ['tf.randomUniform', () => tf.randomUniform([2, 2])],
    ['tf.randomUniform', () => tf.randomUniform([2, 2], 0, 1, 'float32', 42)],
    ['tf.dropout', ({ w }: Tensors) => tf.dropout(w!, 0.5)],
    ['tf.truncatedNormal', () => tf.truncatedNormal([2])],
  ])('refuses %s, which would bake one sample into the graph', async (call, run) => {
    const { engine, state } = await open();
    await expect(engine.compile(program(run), state)).rejects.toThrow(`${call} samples on the host`);
  });

  it('refuses to read a value', async () => {
    const { engine, state } = await open();
    const read = ({ w }: Tensors): tf.Tensor => tf.tensor(w!.dataSync());
    await expect(engine.compile(program(read), state)).rejects.toThrow('reads the value of a tensor');
  });

  it('names the op and the kernel it has no translation for', async () => {
    const { engine, state } = await open();
    const resize = ({ w }: Tensors): tf.Tensor =>
      tf.image.resizeBilinear(tf.reshape<tf.Rank.R4>(w!, [1, 2, 3, 1]), [4, 4]);
    await expect(engine.compile(program(resize), state)).rejects.toThrow(
      "tf.resizeBilinear needs TF.js's kernel ResizeBilinear",
    );
  });

  it('names call and kernel where a kernel cannot do what it is asked for', async () => {
    const { engine, state } = await open();
    const mixed = ({ w }: Tensors): tf.Tensor => tf.gather(w!, tf.tensor1d([0], 'int32'), 0, 1);
    await expect(engine.compile(program(mixed), state)).rejects.toThrow('tf.gather');
  });

  it.each(['onnx', 'reference'] as const)('%s refuses a state whose shape changes, by name', async (choice) => {
    const engine = await openEngine(choice, { threads: 1 });
    const state = engine.createState({ w: { spec, values: Float32Array.of(1, 2, 3, 4, 5, 6) } });
    const grow: Program = {
      name: 'grow',
      inputs: {},
      run: ({ w }) => ({ outputs: {}, state: { w: tf.concat([w!, w!], 0) } }),
    };
    const grown = async () => (await engine.compile(grow, state)).run({});
    await expect(grown()).rejects.toThrow('turns state "w" from float32[2,3] into float32[4,3]');
    await expect(async () => state.write('w', Float32Array.of(9))).rejects.toThrow('State "w" has the shape [2,3]');
    await expect(async () => state.read('nope')).rejects.toThrow('no entry "nope"');
  });

  it.each(['onnx', 'reference'] as const)('%s puts one tensor out as often as a program does', async (choice) => {
    const engine = await openEngine(choice, { threads: 1 });
    const state = engine.createState({ w: { spec, values: Float32Array.of(1, 2, 3, 4, 5, 6) } });
    const once: Program = {
      name: 'once',
      inputs: {},
      run: ({ w }) => {
        const doubled = tf.mul(w!, 2);
        return { outputs: { w: w!, doubled, again: doubled }, state: { w: doubled } };
      },
    };
    const compiled = await engine.compile(once, state);
    await compiled.run({});
    const { w, doubled, again } = await compiled.run({});
    expect([w![0], doubled![0], again![0]]).toEqual([2, 4, 4]);
    expect([...(await state.read('w'))]).toEqual([4, 8, 12, 16, 20, 24]);
    const same = await engine.compile(
      { name: 'same', inputs: {}, run: ({ w }) => ({ outputs: {}, state: { w: w! } }) },
      state,
    );
    await same.run({});
    await same.run({});
    expect((await state.read('w'))[0]).toBe(4);
    await engine.dispose();
  });

  it('refuses a tensor made outside of the function', async () => {
    const { engine, state } = await open();
    const reference = await openEngine('reference', { threads: 1 });
    let outside: tf.Tensor | undefined;
    const leak: Program = {
      name: 'leak',
      inputs: {},
      run: () => ({ outputs: { y: (outside = tf.keep(tf.scalar(1))) } }),
    };
    await (await reference.compile(leak, reference.createState({}))).run({});
    await expect(
      engine.compile(
        program(({ w }) => tf.add(w!, outside!)),
        state,
      ),
    ).rejects.toThrow(/outside|disposed/);
  });

  it('refuses inputs of the wrong size, by name', async () => {
    const { engine, state } = await open();
    const compiled = await engine.compile(
      { name: 'sum', inputs: { x: spec }, run: (_state, { x }) => ({ outputs: { y: tf.sum(x!) } }) },
      state,
    );
    await expect(compiled.run({ x: new Float32Array(5) })).rejects.toThrow(
      'needs input "x" of shape [2,3] and got 5 numbers',
    );
    await expect(compiled.run({})).rejects.toThrow('got nothing');
  });

  it('leaves the engine fit for use after a refusal', async () => {
    const { engine, state } = await open();
    await expect(
      engine.compile(
        program(() => tf.randomNormal([1])),
        state,
      ),
    ).rejects.toThrow();
    const compiled = await engine.compile(
      program(({ w }) => tf.mul(w!, 2)),
      state,
    );
    expect([...(await compiled.run({})).y!]).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('carries state from run to run and keeps what a program does not return', async () => {
    const engine = await openEngine('onnx', { threads: 1 });
    const scalar = { shape: [], dtype: 'float32' as const };
    const state = engine.createState({
      counter: { spec: scalar, values: Float32Array.of(0) },
      step: { spec: scalar, values: Float32Array.of(2) },
    });
    const count: Program = {
      name: 'count',
      inputs: {},
      run: ({ counter, step }) => ({
        outputs: { before: tf.mul(counter!, 1) },
        state: { counter: tf.add(counter!, step!) },
      }),
    };
    const compiled = await engine.compile(count, state);
    const seen: number[] = [];
    for (let run = 0; run < 5; run++) seen.push((await compiled.run({})).before![0]!);
    expect(seen).toEqual([0, 2, 4, 6, 8]);
    expect((await state.read('counter'))[0]).toBe(10);
    await state.write('counter', Float32Array.of(100));
    expect((await compiled.run({})).before![0]).toBe(100);
    expect((await state.read('step'))[0]).toBe(2);
  });

  it('freezes a state on request', async () => {
    const { engine, state } = await open();
    const compiled = await engine.compile(
      program(({ w }) => tf.mul(w!, 2)),
      state,
      { state: 'frozen' },
    );
    await state.write('w', new Float32Array(6));
    expect([...(await compiled.run({})).y!]).toEqual([2, 4, 6, 8, 10, 12]);
  });

  it('compiles a graph of the same structure once', async () => {
    const sessions = new SessionCache();
    const traced = traceProgram(
      program(({ w }) => tf.mul(w!, 3)),
      { w: spec },
      () => null,
    );
    const again = traceProgram(
      program(({ w }) => tf.mul(w!, 3)),
      { w: spec },
      () => null,
    );
    const other = traceProgram(
      program(({ w }) => tf.mul(w!, 4)),
      { w: spec },
      () => null,
    );
    const first = await sessions.open(traced.model, {});
    const second = await sessions.open(again.model, {});
    const third = await sessions.open(other.model, {});
    expect(second.session).toBe(first.session);
    expect(third.session).not.toBe(first.session);
    expect(sessions.size).toBe(2);
    await first.release();
    const input = { 'state/w': new ort.Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]) };
    expect([...((await second.session.run(input))['out/y']!.data as Float32Array)]).toEqual([3, 6, 9, 12, 15, 18]);
    // Released twice by one of its users, it is still the other's.
    await first.release();
    await second.session.run(input);
    await second.release();
    await third.release();
    const later = await sessions.open(traced.model, {});
    expect(later.session).toBe(second.session);
    await sessions.dispose();
    await later.session.run(input);
    expect(sessions.size).toBe(1);
    await later.release();
    expect(sessions.size).toBe(0);
  });
});
