import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { catalogueCrossEntropy } from '../../src/training/losses/catalogueCrossEntropy.ts';
import {
  binaryCrossEntropy,
  gbceExponent,
  sampledCrossEntropy,
  sampledScores,
} from '../../src/training/losses/sampledLosses.ts';
import { eagerly, wave } from '../support/eager.ts';

const POSITIONS = 7;
const WIDTH = 4;
const ITEMS = 9;
const ROWS = [0, 8, 3, 3, 1, 0, 5];
const WEIGHTS = [0.1, 0.2, 0, 0.3, 0.1, 0.2, 0.1];

const hidden = (): tf.Tensor2D => tf.tensor2d(wave(POSITIONS * WIDTH, 1), [POSITIONS, WIDTH]);
const table = (): tf.Tensor2D => tf.tensor2d(wave(ITEMS * WIDTH, 2), [ITEMS, WIDTH]);
const bias = (): tf.Tensor1D => tf.tensor1d(wave(ITEMS, 3));
const rows = (): tf.Tensor1D => tf.tensor1d(ROWS, 'int32');
const weights = (): tf.Tensor1D => tf.tensor1d(WEIGHTS);

function expectClose(actual: number[][], expected: number[][]): void {
  actual.forEach((row, index) =>
    row.forEach((value, at) => expect(value, `${index},${at}`).toBeCloseTo(expected[index]![at]!, 5)),
  );
}

describe('catalogueCrossEntropy', () => {
  /** The textbook way: one-hot targets and TF.js's own gradient. */
  const naive = (h: tf.Tensor, e: tf.Tensor, b: tf.Tensor): tf.Scalar => {
    const logProbabilities = tf.logSoftmax(tf.add(tf.matMul(h as tf.Tensor2D, e as tf.Tensor2D, false, true), b));
    const picked = tf.sum(tf.mul(logProbabilities, tf.oneHot(rows(), ITEMS)), 1);
    return tf.neg(tf.sum(tf.mul(picked, weights())));
  };

  it.each([1, 3, 7, 100])('has the loss and the gradients of the plain formula, in chunks of %i', (chunkRows) => {
    const ours = (h: tf.Tensor, e: tf.Tensor, b: tf.Tensor): tf.Scalar =>
      catalogueCrossEntropy(
        h as tf.Tensor2D,
        e as tf.Tensor2D,
        b as tf.Tensor1D,
        { rows: rows(), weights: weights() },
        chunkRows,
      );
    const [expected, actual] = [naive, ours].map((loss) =>
      eagerly(() => {
        const { value, grads } = tf.valueAndGrads((h, e, b) => loss(h, e, b))([hidden(), table(), bias()]);
        return [value, ...grads];
      }),
    );
    expectClose(actual!, expected!);
  });

  it('works without a bias and stays finite for hopeless targets', () => {
    const [loss, gradient] = eagerly(() => {
      const targets = { rows: tf.tensor1d([0], 'int32'), weights: tf.tensor1d([1]) };
      const { value, grads } = tf.valueAndGrads((h, e) =>
        catalogueCrossEntropy(h as tf.Tensor2D, e as tf.Tensor2D, null, targets, 8),
      )([
        tf.tensor2d([[100, 0]]),
        tf.tensor2d([
          [-10, 0],
          [10, 0],
        ]),
      ]);
      return [value, grads[0]!];
    });
    expect(loss![0]).toBeCloseTo(-Math.log(1e-30), 3);
    expect(gradient).toEqual([20, 0]);
  });
});

describe('sampled losses', () => {
  const NEGATIVES = [
    [1, 2],
    [0, 1],
    [4, 5],
    [6, 7],
    [8, 0],
    [2, 2],
    [3, 4],
  ];
  const scoresByHand = (): { positive: number[]; negative: number[][] } => {
    const [h, e, b] = [wave(POSITIONS * WIDTH, 1), wave(ITEMS * WIDTH, 2), wave(ITEMS, 3)];
    const score = (position: number, item: number): number => {
      let sum = b[item]!;
      for (let at = 0; at < WIDTH; at++) sum += h[position * WIDTH + at]! * e[item * WIDTH + at]!;
      return sum;
    };
    return {
      positive: ROWS.map((item, position) => score(position, item)),
      negative: NEGATIVES.map((items, position) => items.map((item) => score(position, item))),
    };
  };
  const scores = () =>
    sampledScores(hidden(), table(), bias(), rows(), tf.tensor2d(NEGATIVES, [POSITIONS, 2], 'int32'));
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const weighted = (each: (positive: number, negative: number[]) => number): number => {
    const { positive, negative } = scoresByHand();
    return WEIGHTS.reduce((sum, weight, index) => sum + weight * each(positive[index]!, negative[index]!), 0);
  };

  it('bce is the sum of the binary cross-entropies', () => {
    const [[loss]] = eagerly(() => [binaryCrossEntropy(scores(), weights(), 1)]) as [[number]];
    expect(loss).toBeCloseTo(
      weighted((p, n) => -Math.log(sigmoid(p)) - n.reduce((sum, x) => sum + Math.log(1 - sigmoid(x)), 0)),
      5,
    );
  });

  it('gbce raises the probability of the positive to the power beta', () => {
    const beta = gbceExponent(2, ITEMS, 0.75);
    const [[loss]] = eagerly(() => [binaryCrossEntropy(scores(), weights(), beta)]) as [[number]];
    expect(loss).toBeCloseTo(
      weighted((p, n) => -Math.log(sigmoid(p) ** beta) - n.reduce((sum, x) => sum + Math.log(1 - sigmoid(x)), 0)),
      5,
    );
  });

  it("gbce's beta runs from 1 (no calibration) to the sampling rate (full)", () => {
    expect(gbceExponent(4, 101, 0)).toBeCloseTo(1, 12);
    expect(gbceExponent(4, 101, 1)).toBeCloseTo(4 / 100, 12);
  });

  it('sampled-ce is the softmax cross-entropy over target and negatives', () => {
    const [[loss]] = eagerly(() => [sampledCrossEntropy(scores(), weights())]) as [[number]];
    expect(loss).toBeCloseTo(
      weighted((p, n) => -Math.log(Math.exp(p) / (Math.exp(p) + n.reduce((sum, x) => sum + Math.exp(x), 0)))),
      5,
    );
  });
});
