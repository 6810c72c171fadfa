/** A batch computed in parts is the batch: without dropout, both ways end with the same weights but for rounding. */
import { describe, expect, it } from 'vitest';
import { historyBatch } from '../../src/split/histories.ts';
import { fitTiny, tinySplit } from '../support/tinySplit.ts';

describe('batches in parts', () => {
  it.each([2, 5])('train what whole batches train, in %i parts', async (batchParts) => {
    const settings = { epochs: 4, patience: null, dropout: 0, clipNorm: 0.5 };
    const whole = await fitTiny('onnx', settings);
    const parts = await fitTiny('onnx', { ...settings, batchParts });
    parts.epochs.forEach(({ loss }, index) => expect(loss).toBeCloseTo(whole.epochs[index]!.loss, 4));
    const histories = historyBatch((await tinySplit()).test, 0, 30);
    const expected = await whole.recommend(histories, { k: 5, seenItems: 'filter' });
    const actual = await parts.recommend(histories, { k: 5, seenItems: 'filter' });
    expected.scores.forEach((score, index) => expect(actual.scores[index]!).toBeCloseTo(score, 2));
  });
});
