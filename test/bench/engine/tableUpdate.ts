/**
 * (h) What Adam costs over the item table where a step touches few of its rows, as with sampled negatives: all rows, as
 * `applyAdam` does it and PyTorch's Adam means it, beside the touched ones alone (PyTorch's SparseAdam). Softmax over the
 * whole catalogue gives every row a gradient, so that for it there is no choice.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, HostArray, Program } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { applyAdam, OPTIMISER_INPUTS, optimiserInputs, optimiserState } from '../../../src/training/optimiser.ts';
import { type BenchRow, median, smallerIsBetter } from '../benchRow.ts';
import type { EngineBenchContext } from './context.ts';

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clipNorm: null };
const WIDTH = 64;
/** 128 x 50 targets and as many negatives, all different. */
const TOUCHED_ROWS = 12_800;
const ITEM_COUNTS = [12_800, 100_000, 334_060];
const RUNS = 12;
const NAMES = ['table', 'moment1/table', 'moment2/table'] as const;

const ROWS = { shape: [TOUCHED_ROWS, WIDTH], dtype: 'float32' } as const;
const INPUTS = { ...OPTIMISER_INPUTS, rows: { shape: [TOUCHED_ROWS], dtype: 'int32' }, gradient: ROWS } as const;

function denseUpdate(itemCount: number): Program {
  return {
    name: 'adam over all rows',
    inputs: INPUTS,
    run: (state, inputs) => {
      const rows = tf.expandDims(inputs.rows!, 1);
      const gradient = tf.scatterND(rows, inputs.gradient!, [itemCount, WIDTH]);
      return { outputs: {}, state: applyAdam(ADAM, ['table'], [gradient], state, inputs) };
    },
  };
}

const sparseUpdate: Program = {
  name: 'adam over touched rows',
  inputs: INPUTS,
  run: (state, inputs) => {
    const touched = Object.fromEntries(NAMES.map((name) => [name, tf.gather(state[name]!, inputs.rows!)]));
    const updated = applyAdam(ADAM, ['table'], [inputs.gradient!], touched, inputs);
    const at = tf.expandDims(inputs.rows!, 1);
    const whole = NAMES.map((name) => [name, tf.tensorScatterUpdate(state[name]!, at, updated[name]!)]);
    return { outputs: {}, state: Object.fromEntries(whole) as tf.NamedTensorMap };
  },
};

async function timeUpdates(engine: Engine, itemCount: number): Promise<Record<'dense' | 'sparse', number>> {
  const spec = { shape: [itemCount, WIDTH], dtype: 'float32' } as const;
  const table = { spec, values: new Float32Array(itemCount * WIDTH).fill(0.1) };
  const state = engine.createState({ table, ...optimiserState({ table }) });
  const programs = {
    dense: await engine.compile(denseUpdate(itemCount), state),
    sparse: await engine.compile(sparseUpdate, state),
  };
  const stride = Math.floor(itemCount / TOUCHED_ROWS);
  const milliseconds: Record<keyof typeof programs, number[]> = { dense: [], sparse: [] };
  for (let run = 1; run <= RUNS; run++) {
    const inputs: Record<string, HostArray> = {
      ...optimiserInputs(ADAM, 1e-3, run),
      rows: Int32Array.from({ length: TOUCHED_ROWS }, (_, index) => index * stride),
      gradient: new Float32Array(TOUCHED_ROWS * WIDTH).fill(0.01),
    };
    for (const way of ['dense', 'sparse'] as const) {
      const start = performance.now();
      await programs[way].run(inputs);
      if (run > 2) milliseconds[way].push(performance.now() - start);
    }
  }
  await Promise.all(Object.values(programs).map((program) => program.dispose()));
  state.dispose();
  return { dense: median(milliseconds.dense), sparse: median(milliseconds.sparse) };
}

export async function tableUpdate({ threads, say }: EngineBenchContext): Promise<BenchRow[]> {
  const engine = await openEngine('onnx', { threads });
  const rows: BenchRow[] = [];
  for (const itemCount of ITEM_COUNTS) {
    say(`h: Adam over a table of ${itemCount} x ${WIDTH}`);
    const { dense, sparse } = await timeUpdates(engine, itemCount);
    rows.push(
      smallerIsBetter({
        id: `h: Adam, ${TOUCHED_ROWS / 1000}k of ${itemCount / 1000}k rows`,
        ours: dense,
        peer: sparse,
        peerName: 'touched rows alone, in the same engine',
        unit: 'ms',
        floor: null,
      }),
    );
  }
  await engine.dispose();
  return rows;
}
