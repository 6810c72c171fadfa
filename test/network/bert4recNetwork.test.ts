import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bert4recModel, type Bert4recShape } from '../../src/network/bert4recNetwork.ts';
import { NO_DROPOUT } from '../../src/network/dropout.ts';
import { gelu } from '../../src/network/gelu.ts';
import { emptyPackedArrays, packSequences, placeSequence } from '../../src/network/packing.ts';
import { lastPosition } from '../../src/network/sequentialModel.ts';
import { initialParameters } from '../../src/training/initialise.ts';
import { erf } from '../support/doubles.ts';
import { eagerly, wave } from '../support/eager.ts';

const SHAPE: Bert4recShape = {
  itemCount: 11,
  maxLength: 6,
  width: 8,
  blockCount: 2,
  headCount: 2,
  output: 'tied',
  head: 'dense',
  layout: 'packed',
  positions: 'from-end',
  initialDeviation: 0.3,
};
/** One after the last item. */
const MASK = SHAPE.itemCount + 1;
const SEQUENCES = [[3, 1, 4, MASK, 5, 9], [2, MASK], [MASK], [3, MASK, MASK], [9, 7, 9]];

/** Hidden states of every slot of every sequence, in order; for one asked slot of each row, of that alone. */
function hiddenStates(
  changes: Partial<Bert4recShape>,
  sequences: number[][],
  askedAt: ((index: number) => number) | null = null,
): number[][] {
  const shape = { ...SHAPE, ...changes };
  const model = bert4recModel(shape);
  const packing = packSequences(
    sequences.map((items) => items.length),
    shape.maxLength,
    shape.layout,
  );
  const arrays = emptyPackedArrays(packing);
  sequences.forEach((items, index) => {
    placeSequence(arrays, packing, index, Uint32Array.from(items), 0, items.length, lastPosition(model, items.length));
  });
  const slotOf = (index: number, at: number): number => packing.firstSlots[index]! + at;
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
    if (askedAt === null) return [model.encode(parameters, batch, NO_DROPOUT).hidden];
    const asked = sequences.map((_, index) => slotOf(index, askedAt(index)));
    return [model.encode(parameters, batch, NO_DROPOUT, tf.tensor1d(asked, 'int32')).hidden];
  });
  const row = (at: number): number[] => hidden!.slice(at * shape.width, (at + 1) * shape.width);
  if (askedAt !== null) return sequences.map((_, index) => row(index));
  return sequences.flatMap((items, index) => items.map((_, at) => row(slotOf(index, at))));
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, index) =>
    values.forEach((value, at) => expect(value, `${index},${at}`).toBeCloseTo(expected[index]![at]!, 5)),
  );
}

describe('the BERT4Rec network', () => {
  for (const positions of ['from-end', 'from-start'] as const) {
    it(`gives packed sequences what it gives each alone, with or without its padding (${positions})`, () => {
      const packed = hiddenStates({ positions }, SEQUENCES);
      for (const layout of ['packed', 'one-per-row'] as const) {
        expectClose(
          SEQUENCES.flatMap((items) => hiddenStates({ positions, layout }, [items])),
          packed,
        );
      }
      expectClose(hiddenStates({ positions, layout: 'one-per-row' }, SEQUENCES), packed);
    });
  }

  it('gives an asked slot of each row what it gives the slot among all', () => {
    const last = (index: number): number => SEQUENCES[index]!.length - 1;
    const ends = SEQUENCES.map((items) => hiddenStates({}, [items]).at(-1)!);
    expectClose(hiddenStates({ layout: 'one-per-row' }, SEQUENCES, last), ends);
  });

  it('looks both ways', () => {
    const [first] = hiddenStates({}, [[MASK, 1, 4, 1]]);
    const [changed] = hiddenStates({}, [[MASK, 1, 4, 7]]);
    expect(changed![0]).not.toBeCloseTo(first![0]!, 3);
  });

  it('tells a mask from every item', () => {
    const states = Array.from({ length: MASK }, (_, index) => hiddenStates({}, [[2, index + 1]])[1]!);
    states.slice(0, -1).forEach((state) => expect(state[0]).not.toBeCloseTo(states.at(-1)![0]!, 4));
  });
});

describe('gelu', () => {
  it('is x times the share of the normal distribution below x, and has its derivative', () => {
    const values = [-8, -2, -0.7, 0, 0.3, 1, 6];
    const [output, gradient] = eagerly(() => {
      const x = tf.tensor1d(values);
      return [gelu(x), tf.grad((input: tf.Tensor) => tf.sum(gelu(input)))(x)];
    });
    const exact = (x: number): number => (x * (1 + erf(x * Math.SQRT1_2))) / 2;
    values.forEach((x, index) => {
      expect(output![index]).toBeCloseTo(exact(x), 5);
      expect(gradient![index]).toBeCloseTo((exact(x + 1e-5) - exact(x - 1e-5)) / 2e-5, 5);
    });
  });

  it('has the gradient that TF.js derives from the plain formula', () => {
    const plain = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
    const [expected, actual] = [plain, gelu].map((operation) =>
      eagerly(() => {
        const weights = tf.tensor1d(wave(20, 4));
        return [tf.grad((x: tf.Tensor) => tf.sum(tf.mul(operation(x), weights)))(tf.tensor1d(wave(20)))];
      }),
    );
    expectClose(actual!, expected!);
  });
});
