/** Training that was stopped anywhere and resumed ends with the very weights of training straight through. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import bert4rec from '../../baselines/bert4rec.ts';
import type { FitProgress, FittedModel } from '../../src/baseline.ts';
import { fitTiny } from '../support/tinySplit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-resume-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function weights(model: FittedModel): Promise<string> {
  await model.save(directory);
  const bytes = await readFile(join(directory, 'model.safetensors'));
  return bytes.toString('base64');
}

const SETTINGS = { epochs: 5, patience: null, clipNorm: 1 };

class Interrupted extends Error {}

/** Stops the run at a given step by throwing, as a crash would. */
function stopAt(epoch: number, step: number): (progress: FitProgress) => void {
  return (progress) => {
    if (progress.epoch === epoch && progress.step === step) throw new Interrupted();
  };
}

describe('resuming', () => {
  it.each([
    [1, 1],
    [1, 3],
    [3, 2],
    [5, 3],
  ])('after a stop in epoch %i at step %i gives bit-identical weights', async (epoch, step) => {
    const straight = await fitTiny('onnx', SETTINGS);
    const checkpointDirectory = join(directory, 'checkpoints');
    // Every step is saved, so that the stop loses one step at most.
    const changes = { checkpointDirectory, checkpointEverySeconds: 0 };
    await expect(fitTiny('onnx', SETTINGS, { ...changes, onProgress: stopAt(epoch, step) })).rejects.toThrow(
      Interrupted,
    );
    const seen: FitProgress[] = [];
    const resumed = await fitTiny('onnx', SETTINGS, { ...changes, onProgress: (progress) => seen.push(progress) });
    if (step > 1 || epoch > 1) expect([seen[0]!.epoch, seen[0]!.step]).not.toEqual([1, 1]);
    expect(resumed.bestEpoch).toBe(straight.bestEpoch);
    expect(resumed.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10])).toEqual(
      straight.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10]),
    );
    expect(await weights(resumed)).toBe(await weights(straight));
  });

  it('draws the masks of BERT4Rec that it would have drawn', async () => {
    const settings = { ...SETTINGS, epochs: 3, batchParts: 2 };
    const straight = await fitTiny('onnx', settings, {}, bert4rec);
    const changes = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const stopped = fitTiny('onnx', settings, { ...changes, onProgress: stopAt(2, 2) }, bert4rec);
    await expect(stopped).rejects.toThrow(Interrupted);
    expect(await weights(await fitTiny('onnx', settings, changes, bert4rec))).toBe(await weights(straight));
  });

  it('does not take up the checkpoint of a run with other settings', async () => {
    const checkpointDirectory = join(directory, 'checkpoints');
    const changes = { checkpointDirectory, checkpointEverySeconds: 0 };
    await expect(fitTiny('onnx', SETTINGS, { ...changes, onProgress: stopAt(2, 1) })).rejects.toThrow(Interrupted);
    const seen: FitProgress[] = [];
    await fitTiny('onnx', { ...SETTINGS, dropout: 0.4 }, { ...changes, onProgress: (progress) => seen.push(progress) });
    expect([seen[0]!.epoch, seen[0]!.step]).toEqual([1, 1]);
  });
});
