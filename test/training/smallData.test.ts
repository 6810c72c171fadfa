/** What there is too little of: training sequences, validation cases. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { historyBatch } from '../../src/split/histories.ts';
import { firstSequences, fitTiny, tinySplit } from '../support/tinySplit.ts';

describe('training that diverges', () => {
  it('ends in a sentence that says what to turn', async () => {
    const fitted = fitTiny('onnx', { epochs: 3, patience: null, learningRate: 1e30, clipNorm: null });
    await expect(fitted).rejects.toThrow(
      /^The loss is .* at step \d+ of epoch \d+; lower learningRate, or set clipNorm\.$/u,
    );
    await expect(fitted).rejects.toThrow(UserError);
  });
});

describe('training on very little', () => {
  it('refuses no sequences at all, in a sentence', async () => {
    const { train } = await tinySplit();
    const none = { train: firstSequences(train, 0) };
    await expect(fitTiny('onnx', { epochs: 1 }, none)).rejects.toThrow('No training sequence has two items');
  });

  it('keeps the last weights where nothing can be validated', async () => {
    const { validation } = await tinySplit();
    const nothing = { ...validation, sequence: new Uint32Array(0), targetRow: new Uint32Array(0) };
    const model = await fitTiny('onnx', { epochs: 3, patience: 1 }, { validation: nothing });
    expect(model.epochs.map(({ validationNdcg10 }) => validationNdcg10)).toEqual([null, null, null]);
    expect(model.bestEpoch).toBe(3);
  });

  it('keeps the last weights where the settings say so, however well earlier ones did', async () => {
    const settings = { epochs: 6, patience: null, learningRate: 0.05 };
    const best = await fitTiny('onnx', settings);
    const last = await fitTiny('onnx', { ...settings, keptEpoch: 'last' });
    expect(last.epochs.map(({ loss }) => loss)).toEqual(best.epochs.map(({ loss }) => loss));
    expect(best.bestEpoch).toBeLessThan(6);
    expect(last.bestEpoch).toBe(6);
    const histories = historyBatch((await tinySplit()).test, 0, 20);
    const scores = async (model: typeof best) =>
      (await model.recommend(histories, { k: 3, seenItems: 'filter' })).scores;
    expect(await scores(last)).not.toEqual(await scores(best));
  });
});
