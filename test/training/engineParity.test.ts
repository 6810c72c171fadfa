/** The same seed trains the same model on every engine: masks, batches, first weights, and losses after 20 steps. */
import { describe, expect, it } from 'vitest';
import { historyBatch } from '../../src/split/histories.ts';
import { firstSequences, fitTiny, tinySplit } from '../support/tinySplit.ts';

/** 24 sequences in batches of 8 are 3 steps an epoch: 21 steps in all. Few and narrow, for the reference is slow. */
const EPOCHS = 7;
const SEQUENCES = 24;
const NARROW = { width: 8, maxLength: 8, batchSize: 8, epochs: EPOCHS };
/** Each epoch is validated on so many cases. */
const VALIDATION_CASES = 10;

describe('training on the onnx engine', () => {
  it.each([
    { norm: 'pre', loss: 'ce' },
    { norm: 'post', loss: 'ce', output: 'untied', clipNorm: 0.5, weightDecay: 0.01 },
    { norm: 'query-only', paddingMask: 'visible', loss: 'bce', negatives: 2 },
    { norm: 'pre', loss: 'gbce', negatives: 4 },
    { norm: 'pre', loss: 'sampled-ce', negatives: 4, positions: 'from-start' },
  ])('agrees with the reference after 20 steps: %j', async (settings) => {
    const { train, validation, test } = await tinySplit();
    const changes = {
      train: firstSequences(train, SEQUENCES),
      validation: {
        ...validation,
        sequence: validation.sequence.subarray(0, VALIDATION_CASES),
        targetRow: validation.targetRow.subarray(0, VALIDATION_CASES),
      },
    };
    const chosen = { ...settings, ...NARROW };
    const reference = await fitTiny('reference', chosen, changes);
    const onnx = await fitTiny('onnx', chosen, changes);
    expect(onnx.epochs.length).toBe(EPOCHS);
    onnx.epochs.forEach(({ loss }, index) => {
      const expected = reference.epochs[index]!.loss;
      expect(Math.abs(loss - expected) / expected, `epoch ${index + 1}`).toBeLessThan(1e-4);
    });
    expect(onnx.epochs.at(-1)!.loss).toBeLessThan(onnx.epochs[0]!.loss);

    const histories = historyBatch(test, 0, 40);
    const expected = await reference.recommend(histories, { k: 10, seenItems: 'filter' });
    const actual = await onnx.recommend(histories, { k: 10, seenItems: 'filter' });
    expected.scores.forEach((score, index) => expect(actual.scores[index]!).toBeCloseTo(score, 2));
  });
});
