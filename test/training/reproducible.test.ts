/** Training of a size at which the engine uses all its threads gives the same weights to the bit every time. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import bert4rec from '../../baselines/bert4rec.ts';
import sasrec from '../../baselines/sasrec.ts';
import type { Baseline } from '../../src/baseline.ts';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { fitInput } from '../support/tinySplit.ts';

const split = splitDataset(simulateShop('quick'), splitSettingsSchema.parse({ kind: 'global-temporal' }));

async function trained(baseline: Baseline): Promise<Buffer> {
  const { train, validation, catalogue } = split;
  const input = await fitInput('onnx', { train, validation, itemCount: catalogue.itemCount });
  const model = await baseline.configure({ width: 128, batchSize: 256, epochs: 2 }).fit(input);
  const directory = await mkdtemp(join(tmpdir(), 'seqbench-twice-'));
  await model.save(directory);
  const weights = await readFile(join(directory, 'model.safetensors'));
  await rm(directory, { recursive: true });
  await model.dispose();
  await input.engine!.dispose();
  return weights;
}

it.each([
  ['SASRec', sasrec],
  ['BERT4Rec', bert4rec],
])('%s is trained to the same bits twice', async (_, baseline) => {
  const first = await trained(baseline);
  expect((await trained(baseline)).equals(first)).toBe(true);
});
