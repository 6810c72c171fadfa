import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { layerNorm } from '../../src/network/layerNorm.ts';
import { emptyPackedArrays, packSequences, placeSequence } from '../../src/network/packing.ts';
import { sasrecModel, type SasrecShape } from '../../src/network/sasrecNetwork.ts';
import { lastPosition } from '../../src/network/sequentialModel.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import { eagerly, wave } from '../support/eager.ts';
import { TINY_SASREC } from '../support/tinySasrec.ts';

const SHAPE: SasrecShape = { ...TINY_SASREC, itemCount: 11, maxLength: 6, width: 8 };
const SEQUENCES = [[3, 1, 4, 1, 5, 9], [2, 6], [5], [3, 5, 8], [9, 7, 9]];

/** Hidden states of every item of every sequence, in order. */
function hiddenStates(
  shape: SasrecShape,
  sequences: number[][],
  layout: 'packed' | 'one-per-row',
  positions: 'from-end' | 'from-start',
): number[][] {
  const model = sasrecModel(shape, positions);
  const packing = packSequences(
    sequences.map((items) => items.length),
    shape.maxLength,
    layout,
  );
  const arrays = emptyPackedArrays(packing);
  sequences.forEach((items, index) => {
    placeSequence(arrays, packing, index, Uint32Array.from(items), 0, items.length, lastPosition(model, items.length));
  });
  const initial = initialParameters(model.parameters, 1);
  const [hidden] = eagerly(() => {
    const parameters = Object.fromEntries(
      Object.entries(initial).map(([name, { spec, values }]) => [name, tf.tensor(values, [...spec.shape])]),
    );
    const batch = {
      itemRows: tf.tensor1d(arrays.itemRows, 'int32'),
      positions: tf.tensor1d(arrays.positions, 'int32'),
      segments: tf.tensor2d(arrays.segments, [packing.rowCount, packing.rowLength], 'int32'),
    };
    return [model.encode(parameters, batch, NO_DROPOUT).hidden];
  });
  return sequences.flatMap((items, index) =>
    items.map((_, at) => {
      const slot = packing.firstSlots[index]! + at;
      return hidden!.slice(slot * shape.width, (slot + 1) * shape.width);
    }),
  );
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((row, index) =>
    row.forEach((value, at) => expect(value, `${index},${at}`).toBeCloseTo(expected[index]![at]!, 4)),
  );
}

describe('the SASRec network', () => {
  for (const norm of ['pre', 'post', 'query-only'] as const) {
    for (const positions of ['from-end', 'from-start'] as const) {
      it(`gives packed sequences what it gives each alone (${norm}, ${positions})`, () => {
        const shape = { ...SHAPE, norm };
        const packed = hiddenStates(shape, SEQUENCES, 'packed', positions);
        const alone = SEQUENCES.flatMap((items) => hiddenStates(shape, [items], 'one-per-row', positions));
        expectClose(packed, alone);
      });
    }
  }

  it('does not look ahead', () => {
    const whole = hiddenStates(SHAPE, [[3, 1, 4, 1, 5]], 'packed', 'from-start');
    const changed = hiddenStates(SHAPE, [[3, 1, 4, 7, 7]], 'packed', 'from-start');
    expectClose(changed.slice(0, 3), whole.slice(0, 3));
    expect(changed[3]![0]).not.toBeCloseTo(whole[3]![0]!, 3);
  });

  it('lets padding be seen where asked', () => {
    const hidden = hiddenStates(SHAPE, [[3, 1]], 'one-per-row', 'from-end');
    const visible = hiddenStates({ ...SHAPE, paddingMask: 'visible' }, [[3, 1]], 'one-per-row', 'from-end');
    expect(visible[0]![0]).not.toBeCloseTo(hidden[0]![0]!, 3);
  });
});

describe('layerNorm', () => {
  it('has the gradient that TF.js derives from the plain formula', () => {
    const plain = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-6))), gamma), beta);
    };
    const ours = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => layerNorm(x, gamma, beta, 1e-6);
    const [expected, actual] = [plain, ours].map((norm) =>
      eagerly(() => {
        const inputs = [tf.tensor2d(wave(20), [4, 5]), tf.tensor1d(wave(5, 2)), tf.tensor1d(wave(5, 3))];
        const weights = tf.tensor2d(wave(20, 4), [4, 5]);
        const gradients = tf.grads((x, gamma, beta) => tf.sum(tf.mul(norm(x, gamma, beta), weights)))(inputs);
        return [norm(inputs[0]!, inputs[1]!, inputs[2]!), ...gradients];
      }),
    );
    expectClose(actual!, expected!);
  });
});
