/** What there is too little of: training sequences, validation cases. */
import { describe, expect, it } from 'vitest';
import { firstSequences, fitTiny, tinySplit } from '../support/tinySplit.ts';

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
});
