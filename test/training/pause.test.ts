/** Training that pauses after some epochs and goes on is training straight through. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fitTiny } from '../support/tinySplit.ts';

let checkpointDirectory = '';
beforeEach(async () => {
  checkpointDirectory = await mkdtemp(join(tmpdir(), 'seqbench-pause-'));
});
afterEach(() => rm(checkpointDirectory, { recursive: true }));

const SETTINGS = { batchSize: 1024, blocks: 1, epochs: 7, patience: null };

it('pauses at its limit with the best weights so far, and goes on bit by bit', async () => {
  const straight = await fitTiny('onnx', SETTINGS);
  const paused = await fitTiny('onnx', SETTINGS, { checkpointDirectory, epochLimit: 3 });
  const scores = straight.epochs.map(({ validationNdcg10 }) => validationNdcg10!);
  expect(paused.epochs.map(({ loss }) => loss)).toEqual(straight.epochs.slice(0, 3).map(({ loss }) => loss));
  expect(paused.bestEpoch).toBe(1 + scores.indexOf(Math.max(...scores.slice(0, 3))));

  const seen: number[] = [];
  const onward = { checkpointDirectory, onProgress: ({ epoch }: { epoch: number }) => seen.push(epoch) };
  const resumed = await fitTiny('onnx', SETTINGS, onward);
  expect(seen[0]).toBe(4);
  expect(resumed.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10])).toEqual(
    straight.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10]),
  );
});

it('validates where it pauses, whatever its rhythm', async () => {
  const rare = { ...SETTINGS, validateEveryEpochs: 5 };
  const { epochs } = await fitTiny('onnx', rare, { checkpointDirectory, epochLimit: 2 });
  expect(epochs.map(({ validationNdcg10 }) => validationNdcg10 === null)).toEqual([true, false]);
});

it('goes on as if it had not been validated where it paused', async () => {
  const rare = { ...SETTINGS, validateEveryEpochs: 3, patience: 1 };
  const straight = await fitTiny('onnx', rare);
  for (const epochLimit of [1, 2, 4]) await fitTiny('onnx', rare, { checkpointDirectory, epochLimit });
  const resumed = await fitTiny('onnx', rare, { checkpointDirectory });
  expect(resumed.bestEpoch).toBe(straight.bestEpoch);
  expect(resumed.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10])).toEqual(
    straight.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10]),
  );
});

it('ends by itself before a limit that it does not reach', async () => {
  const { epochs } = await fitTiny('onnx', { ...SETTINGS, epochs: 2 }, { checkpointDirectory, epochLimit: 9 });
  expect(epochs).toHaveLength(2);
});
