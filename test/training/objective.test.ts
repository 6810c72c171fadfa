/** What an objective may add to training: measures, phases with programs of their own, parameters of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FitInput, FitProgress, FittedModel } from '../../src/baseline.ts';
import type { EngineName } from '../../src/engine/engine.ts';
import { ONES } from '../../src/network/parameters.ts';
import { sasrecModel } from '../../src/network/sasrecNetwork.ts';
import { readTensors } from '../../src/tensors/safetensors.ts';
import { fitSequential } from '../../src/training/fitSequential.ts';
import { nextItemObjective } from '../../src/training/nextItemObjective.ts';
import type { TrainingObjective } from '../../src/training/objective.ts';
import { loopSettings, trainingSettings } from '../../src/training/trainingSettings.ts';
import { z } from 'zod';
import { firstSequences, fitInput } from '../support/tinySplit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-objective-'));
});
afterEach(() => rm(directory, { recursive: true }));

const PULL = 'pull';
const EPOCHS = 4;

/**
 * For two epochs a term is added that draws a number of its own, which begins at 1, towards 3; then the loss is that of
 * the wrapped objective. Logs how far the number is off, and the wrapped objective's loss.
 */
function pulled(objective: TrainingObjective): TrainingObjective {
  return {
    batchesPerEpoch: objective.batchesPerEpoch,
    parameters: { [PULL]: { shape: [], initialiser: ONES } },
    parametersIn: (phase) => (phase === 'pull' ? [PULL] : []),
    phases: [
      { name: 'pull', epochs: 2, hasPatience: false, isKept: true },
      { name: 'free', epochs: EPOCHS - 2, hasPatience: true, isKept: true },
    ],
    batch: (epoch, index) => objective.batch(epoch, index),
    inputs: (shape) => objective.inputs(shape),
    loss(parameters, encoded, fed, phase) {
      const { loss } = objective.loss(parameters, encoded, fed, phase);
      const distance = tf.square<tf.Scalar>(tf.sub(parameters[PULL]!, 3));
      const measures = { distance, wrapped: loss };
      return { loss: phase === 'pull' ? tf.add<tf.Scalar>(loss, distance) : loss, measures };
    },
  };
}

async function fit(engineName: EngineName, changes: Partial<FitInput> = {}): Promise<FittedModel> {
  const input = await fitInput(engineName, changes);
  const model = sasrecModel(
    {
      itemCount: input.itemCount,
      maxLength: 8,
      width: 8,
      blockCount: 1,
      headCount: 1,
      norm: 'pre',
      paddingMask: 'hidden',
      output: 'tied',
      initialDeviation: 0.02,
    },
    'from-end',
  );
  const train = firstSequences(input.train, 24);
  const loss = { loss: 'ce', negatives: 1, gbceCalibration: 0 } as const;
  const objective = nextItemObjective(model, train, { batchSize: 8, batchParts: 1, seed: input.seed, loss });
  const loop = loopSettings(z.object(trainingSettings).parse({ epochs: EPOCHS, patience: null, learningRate: 0.1 }));
  return fitSequential(
    model,
    pulled(objective),
    { dropout: 0, batchParts: 1, loop },
    { ...input, train, engine: input.engine! },
    { kind: 'sasrec', itemCount: input.itemCount, settings: {} },
  );
}

const logged = (model: FittedModel) =>
  model.epochs.map(({ loss, phase, measures, validationNdcg10 }) => ({ loss, phase, measures, validationNdcg10 }));

describe('an objective wrapped around another', () => {
  it.each(['onnx', 'reference'] as const)('logs phases and the mean of its measures (%s)', async (engineName) => {
    const { epochs } = await fit(engineName);
    expect(epochs.map(({ phase }) => phase)).toEqual(['pull', 'pull', 'free', 'free']);
    const distances = epochs.map(({ measures }) => measures!.distance!);
    // The number starts 2 away and comes nearer, and rests as soon as nothing draws it.
    expect(distances[0]).toBeLessThan(4);
    expect(distances[1]).toBeLessThan(distances[0]!);
    expect(distances[2]).toBeLessThan(distances[1]!);
    expect(distances[3]).toBe(distances[2]);
    for (const [index, { loss, measures }] of epochs.entries()) {
      const expected = measures!.wrapped! + (index < 2 ? measures!.distance! : 0);
      expect(loss).toBeCloseTo(expected, 5);
    }
  });

  it('does not keep its own parameters with the model', async () => {
    await (await fit('onnx')).save(directory);
    const { tensors } = await readTensors(join(directory, 'model.safetensors'));
    expect(Object.keys(tensors)).toContain('items');
    expect(Object.keys(tensors)).not.toContain(PULL);
  });

  it.each([
    [1, 2],
    [2, 3],
    [3, 1],
  ])('goes on bit by bit after a stop in epoch %i at step %i', async (epoch, step) => {
    const straight = await fit('onnx');
    const changes = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const stop = (progress: FitProgress): void => {
      if (progress.epoch === epoch && progress.step === step) throw new Error('stopped');
    };
    await expect(fit('onnx', { ...changes, onProgress: stop })).rejects.toThrow('stopped');
    expect(logged(await fit('onnx', changes))).toEqual(logged(straight));
  });
});
