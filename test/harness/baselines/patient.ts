/** Trains in slow epochs whose result depends on every one of them, keeps a checkpoint of each, and resumes. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineBaseline, type EpochLog } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';
import { Random } from '../../../src/random.ts';

interface Checkpoint {
  readonly epochs: EpochLog[];
  readonly scores: number[];
}

export default defineBaseline({
  summary: 'Adds up random numbers, slowly.',
  needs: [],
  settingsSchema: z.strictObject({
    epochCount: z.int().positive(),
    epochMilliseconds: z.int().nonnegative(),
  }),
  async fit({ itemCount, seed, checkpointDirectory, onProgress }, { epochCount, epochMilliseconds }) {
    if (checkpointDirectory === null) throw new Error('Nowhere to keep a checkpoint');
    const path = join(checkpointDirectory, 'checkpoint.json');
    const { epochs, scores }: Checkpoint = existsSync(path)
      ? (JSON.parse(readFileSync(path, 'utf8')) as Checkpoint)
      : { epochs: [], scores: Array.from({ length: itemCount + 1 }, () => 0) };
    for (let epoch = epochs.length + 1; epoch <= epochCount; epoch++) {
      const random = Random.fromSeed(seed, epoch);
      for (let item = 1; item <= itemCount; item++) scores[item] = Math.fround(scores[item]! / 2 + random.uniform());
      await sleep(epochMilliseconds);
      const trainSeconds = epochMilliseconds / 1000;
      epochs.push({ epoch, trainSeconds, validationSeconds: 0, loss: 1 / epoch, validationNdcg10: null });
      writeFileSync(`${path}.new`, JSON.stringify({ epochs, scores }));
      renameSync(`${path}.new`, path);
      onProgress({ epoch, epochCount, step: 1, stepCount: 1, loss: 1 / epoch, bestValidationNdcg10: null });
    }
    return { ...countModel('patient', Float32Array.from(scores)), epochs, bestEpoch: epochCount };
  },
  load: ({ directory }) => loadCountModel('patient', directory),
});
