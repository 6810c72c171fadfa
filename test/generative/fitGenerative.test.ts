/** Training a generating recommender: resumed to the bit, seeded, from a checkpoint of Hugging Face's, and without leaks. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import idgenrec from '../../baselines/idgenrec.ts';
import type { FitInput, FitProgress, FittedModel } from '../../src/baseline.ts';
import { makeGenerativeModel } from '../../src/generative/generativeModel.ts';
import { generativeSettingsSchema } from '../../src/generative/generativeSettings.ts';
import { withValidationTargets } from '../../src/generative/namedUsers.ts';
import { loadT5Checkpoint } from '../../src/network/t5/t5Checkpoint.ts';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { firstSequences, fitInput, tinySplit } from '../support/tinySplit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-generative-'));
});
afterEach(() => rm(directory, { recursive: true }));

const goldenCheckpoint = fileURLToPath(new URL('../golden/t5/gated-gelu', import.meta.url));
const SMALL = {
  size: 'nano',
  historyLength: 3,
  batchSize: 16,
  beams: 10,
  epochs: 3,
  patience: null,
  learningRate: 0.01,
};
const SEQUENCES = 12;

async function inputWith(changes: Partial<FitInput> = {}): Promise<FitInput> {
  const { catalogue, train } = await tinySplit();
  const text = simulateShop('tiny').itemText!;
  const itemText = Array.from(catalogue.datasetItem, (item) => text[item]!);
  return { ...(await fitInput('onnx')), itemText, train: firstSequences(train, SEQUENCES), ...changes };
}

async function fit(settings: object, changes: Partial<FitInput> = {}): Promise<FittedModel> {
  return idgenrec.configure({ ...SMALL, ...settings }).fit(await inputWith(changes));
}

async function weights(model: FittedModel): Promise<string> {
  const folder = await mkdtemp(join(directory, 'model-'));
  await model.save(folder);
  return (await readFile(join(folder, 'model.safetensors'))).toString('base64');
}

class Interrupted extends Error {}

describe('training', () => {
  it('that was stopped and resumed ends with the very weights of training straight through', async () => {
    const settings = { batchParts: 2, prompts: 3 };
    const straight = await fit(settings);
    const resuming = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const stop = (progress: FitProgress): void => {
      if (progress.epoch === 2 && progress.step === 2) throw new Interrupted();
    };
    await expect(fit(settings, { ...resuming, onProgress: stop })).rejects.toThrow(Interrupted);
    const seen: FitProgress[] = [];
    const resumed = await fit(settings, { ...resuming, onProgress: (progress) => seen.push(progress) });
    expect([seen[0]!.epoch, seen[0]!.step]).toEqual([2, 2]);
    expect(resumed.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10])).toEqual(
      straight.epochs.map(({ loss, validationNdcg10 }) => [loss, validationNdcg10]),
    );
    expect(await weights(resumed)).toBe(await weights(straight));
  });

  it('lowers the loss, also from a checkpoint, whose shape and tokenizer it keeps', async () => {
    const model = await fit({ checkpoint: goldenCheckpoint, ids: { words: 2 }, vocabulary: 200, epochs: 4 });
    const losses = model.epochs.map(({ loss }) => loss);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.5);
    const { shape } = await loadT5Checkpoint(goldenCheckpoint);
    expect(model.facts!().vocabularySize).toBe(shape.vocabularySize);
    await model.save(directory);
    const saved = await loadT5Checkpoint(directory);
    expect(saved.shape).toEqual(shape);
    expect(saved.tokenizer.encode('red oil')).toEqual([3, 5]);
  });
});

describe('user IDs', () => {
  it('know nothing of what comes after training: no event that is not in the training sequences', async () => {
    const { itemText, train } = await inputWith();
    const settings = generativeSettingsSchema.parse({ ...SMALL, userIds: 'training' });
    const { model } = makeGenerativeModel(settings, itemText!, train, null);
    expect(model.userIds!.size).toBe(SEQUENCES);
    train.users.forEach((user, row) => {
      const own = train.items.subarray(train.offsets[row], train.offsets[row + 1]);
      const words = new Set(Array.from(own, (item) => model.itemIds[item]!.split(' ')).flat());
      const named = model.userIds!.get(user)!.split(' ');
      // What tells equal ones apart may be a number.
      expect(named.filter((word) => !words.has(word) && !/^\d+$/u.test(word))).toEqual([]);
    });
  });

  it('know validation targets where that leak is asked for, and no test event even then', async () => {
    const { itemText, train, validation } = await inputWith();
    const settings = generativeSettingsSchema.parse({ ...SMALL, userIds: 'leak-validation-targets' });
    const leaking = (cases: FitInput['validation']): ReadonlyMap<number, string> =>
      makeGenerativeModel(settings, itemText!, withValidationTargets(train, cases), null).model.userIds!;
    const userIds = leaking(validation);
    const { sequences, sequence, targetRow } = validation;
    const { users, offsets, items } = withValidationTargets(train, validation);
    sequence.forEach((row, index) => {
      const own = users.indexOf(sequences.users[row]!);
      const known = items.subarray(offsets[own], offsets[own + 1]);
      expect(known).toEqual(sequences.items.subarray(sequences.offsets[row], targetRow[index]! + 1));
    });
    const changed = (rows: (index: number, row: number) => [number, number]): FitInput['validation'] => {
      const later = { ...sequences, items: sequences.items.slice() };
      sequence.forEach((row, index) => later.items.fill(1, ...rows(index, row)));
      return { sequences: later, sequence, targetRow };
    };
    // Other targets make other IDs; what a user does after the target changes nothing.
    const otherTargets = leaking(changed((index) => [targetRow[index]!, targetRow[index]! + 1]));
    expect(otherTargets).not.toEqual(userIds);
    expect(leaking(changed((index, row) => [targetRow[index]! + 1, sequences.offsets[row + 1]!]))).toEqual(userIds);
  });

  it('are in the prompts of training and of asking, and users without one can be asked for', async () => {
    const input = await inputWith();
    const model = await idgenrec.configure({ ...SMALL, userIds: 'training', epochs: 1 }).fit(input);
    const users = Uint32Array.of(input.train.users[0]!, 1_000_000);
    const histories = { offsets: Uint32Array.of(0, 2, 4), items: Uint32Array.of(3, 4, 3, 4), users };
    const { items } = await model.recommend(histories, { k: 5, seenItems: 'filter' });
    expect(new Set(items.subarray(0, 5)).size).toBe(5);
    expect(new Set(items.subarray(5)).size).toBe(5);
  });
});

describe('IDs that a T5 writes', () => {
  const t5 = { checkpoint: goldenCheckpoint, beams: 3, maxTokens: 4, textTokens: 12 };

  it('are the same whenever they are written, unique, never empty, and need no second writing to resume', async () => {
    const resuming = { checkpointDirectory: join(directory, 'checkpoints') };
    const settings = { ids: { kind: 't5', t5 }, epochs: 1 };
    const told: string[] = [];
    const noted = { ...resuming, onActivity: (activity: string) => told.push(activity) };
    const [first, again] = [await fit(settings, noted), await fit(settings, noted)];
    expect(told).toHaveLength(1);
    const fresh = await fit(settings);
    const ids: string[] = [];
    for (const model of [first, again, fresh]) {
      const folder = await mkdtemp(join(directory, 'model-'));
      await model.save(folder);
      ids.push(await readFile(join(folder, 'item-ids.txt'), 'utf8'));
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
    const all = ids[0]!.split('\n');
    expect(new Set(all.map((id) => id.toLowerCase())).size).toBe(first.facts!().itemCount);
    for (const id of all) expect(id).toMatch(/^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*$/u);
    // Random weights write much alike; the catalogue tells it apart.
    const { solvedByOthers, solvedByWords } = first.facts!() as Record<string, number>;
    expect(solvedByOthers! + solvedByWords!).toBeGreaterThan(0);
  });

  it('ask for a checkpoint', async () => {
    expect(() => idgenrec.configure({ ids: { kind: 't5' } })).toThrow(/needs it: name a checkpoint/u);
    expect(() => idgenrec.configure({ ids: { t5 } })).toThrow(/goes with `kind: t5`/u);
    await expect(fit({ ids: { kind: 't5', t5: { checkpoint: join(directory, 'no') } } })).rejects.toThrow(
      /no checkpoint/u,
    );
  });
});

describe('what cannot be trained', () => {
  it('is said in a sentence', async () => {
    const { train } = await inputWith();
    const lonely = { ...train, offsets: train.offsets.map((_, row) => row), items: train.items.subarray(0, SEQUENCES) };
    await expect(fit({}, { train: lonely })).rejects.toThrow(/No training sequence has two items/u);
    await expect(fit({ checkpoint: join(directory, 'nowhere') })).rejects.toThrow(/There is no checkpoint/u);
  });
});
