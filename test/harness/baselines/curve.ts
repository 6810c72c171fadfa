/** Learns along a curve that its settings give: pauses, keeps checkpoints and goes on as a real one does, in no time. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineBaseline, type EpochLog } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';

export default defineBaseline({
  summary: 'Scores are level minus what is left to learn.',
  needs: [],
  settingsSchema: z.strictObject({
    level: z.number(),
    pace: z.number().default(1),
    epochs: z.int().positive().default(10),
    epochMilliseconds: z.int().nonnegative().default(0),
    /** File that a line is added to for every epoch. */
    diary: z.string(),
  }),
  async fit({ itemCount, checkpointDirectory, seed, epochLimit, onProgress }, settings) {
    const { level, pace, epochMilliseconds, diary } = settings;
    if (level < 0) throw new Error('level below zero');
    const path = join(checkpointDirectory!, 'checkpoint.json');
    const epochs = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as EpochLog[]) : [];
    for (let epoch = epochs.length + 1; epoch <= Math.min(settings.epochs, epochLimit ?? Infinity); epoch++) {
      await sleep(epochMilliseconds);
      const validationNdcg10 = level - 0.5 / (1 + pace * epoch);
      epochs.push({ epoch, trainSeconds: 0, validationSeconds: 0, loss: 1, validationNdcg10 });
      writeFileSync(path, JSON.stringify(epochs));
      appendFileSync(diary, `seed ${seed} level ${level} epoch ${epoch}\n`);
      onProgress({ epoch, epochCount: 10, step: 1, stepCount: 1, loss: 1, bestValidationNdcg10: validationNdcg10 });
    }
    const scores = Float32Array.from({ length: itemCount + 1 }, (_, item) => item % 7);
    return { ...countModel('curve', scores), epochs, bestEpoch: epochs.length };
  },
  load: ({ directory }) => loadCountModel('curve', directory),
});
