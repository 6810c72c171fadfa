/** Training an ID generator and the recommender in turns: phases, IDs that are written anew, resuming to the bit. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import idgenrec from '../../../baselines/idgenrec.ts';
import type { FitInput, FitProgress, FittedModel } from '../../../src/baseline.ts';
import { simulateShop } from '../../../src/dataset/simulate/simulate.ts';
import { turnsOf } from '../../../src/generative/idGenerator/turns.ts';
import { firstSequences, fitInput, tinySplit } from '../../support/tinySplit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-turns-'));
});
afterEach(() => rm(directory, { recursive: true }));

const goldenCheckpoint = fileURLToPath(new URL('../../golden/t5/relu', import.meta.url));
const TURNS = {
  ...{
    rounds: 2,
    pretrainEpochs: 6,
    pretrainBatchSize: 8,
    pretrainLearningRate: 0.01,
    learningRate: 0.003,
    batchSize: 8,
  },
  ...{ historyLength: 2, textTokens: 12, maxTokens: 5, beams: 3 },
};
const SMALL = {
  ...{ size: 'nano', historyLength: 3, batchSize: 16, beams: 10, epochs: 2, patience: null, learningRate: 0.01 },
  ids: { words: 2 },
};
const SEQUENCES = 12;
const ITEMS = 40;

/** A small catalogue: writing all IDs of a large one takes its time. */
async function inputWith(changes: Partial<FitInput> = {}): Promise<FitInput> {
  const { catalogue, train } = await tinySplit();
  const text = simulateShop('tiny').itemText!;
  const itemText = Array.from(catalogue.datasetItem.subarray(0, ITEMS + 1), (item) => text[item]!);
  const few = firstSequences(train, SEQUENCES);
  const input = await fitInput('onnx');
  const inCatalogue = (items: Uint32Array): Uint32Array => items.map((item) => (item === 0 ? 0 : 1 + (item % ITEMS)));
  const { sequences } = input.validation;
  return {
    ...input,
    itemCount: ITEMS,
    itemText,
    train: { ...few, items: inCatalogue(few.items) },
    validation: {
      sequences: { ...sequences, items: inCatalogue(sequences.items) },
      sequence: input.validation.sequence.subarray(0, 10),
      targetRow: input.validation.targetRow.subarray(0, 10),
    },
    ...changes,
  };
}

async function fit(settings: object, idGenerator: object = {}, changes: Partial<FitInput> = {}): Promise<FittedModel> {
  const all = { ...SMALL, ...settings, idGenerator: { ...TURNS, ...idGenerator } };
  return idgenrec.configure(all).fit(await inputWith(changes));
}

async function saved(model: FittedModel): Promise<{ readonly weights: string; readonly ids: readonly string[] }> {
  const folder = await mkdtemp(join(directory, 'model-'));
  await model.save(folder);
  return {
    weights: (await readFile(join(folder, 'model.safetensors'))).toString('base64'),
    ids: (await readFile(join(folder, 'item-ids.txt'), 'utf8')).split('\n'),
  };
}

class Interrupted extends Error {}

/** What training ends with that nobody stops. */
let straight: ReturnType<typeof saved> | null = null;

describe('turns', () => {
  it('are a list: the generator, then the recommender on what it wrote, as often as there are rounds', () => {
    const turns = turnsOf({ rounds: 2, pretrainEpochs: 5, generatorEpochs: 1, recommenderEpochs: 10 });
    expect(turns.map(({ name, epochs, writtenAfterRounds }) => [name, epochs, writtenAfterRounds])).toEqual([
      ['pretrain ID generator', 5, null],
      ['ID generator 1', 1, 0],
      ['recommender 1', 10, 1],
      ['ID generator 2', 1, 1],
      ['recommender 2', 10, 2],
    ]);
    expect(turns.filter(({ isKept }) => isKept).map(({ track }) => track)).toEqual(['recommender', 'recommender']);
    expect(turnsOf({ rounds: 1, pretrainEpochs: null, generatorEpochs: 1, recommenderEpochs: 1 })).toHaveLength(2);
  });
});

describe('training in turns', () => {
  it('teaches the generator, validates recommenders only, and keeps weights with the IDs they were trained on', async () => {
    const model = await fit({ userIds: 'training' });
    const phases = model.epochs.map(({ phase }) => phase);
    const pretraining = phases.filter((phase) => phase === 'pretrain ID generator');
    expect(phases).toEqual([
      ...new Array<string>(TURNS.pretrainEpochs).fill('pretrain ID generator'),
      ...['ID generator 1', 'recommender 1', 'recommender 1', 'ID generator 2', 'recommender 2', 'recommender 2'],
    ]);
    const losses = model.epochs.slice(0, pretraining.length).map(({ loss }) => loss);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 1.5);
    for (const { phase, validationNdcg10 } of model.epochs) {
      expect(validationNdcg10 === null, phase).toBe(!phase!.startsWith('recommender'));
    }
    const facts = model.facts!();
    expect(facts.changedIdShare).toBeGreaterThan(0);
    expect(facts.idGeneratorParameterCount).toBe(model.parameterCount);
    const { ids } = await saved(model);
    expect(ids).toHaveLength(ITEMS);
    expect(new Set(ids).size).toBe(ITEMS);
    for (const id of ids) expect(id).toMatch(/^\S+(?: \S+)*$/u);
    const histories = { offsets: Uint32Array.of(0, 2), items: Uint32Array.of(3, 4), users: Uint32Array.of(0) };
    const { items } = await model.recommend(histories, { k: 10, seenItems: 'filter' });
    expect(new Set(items).size).toBe(10);
    await mkdir(join(directory, 'again'));
    await model.save(join(directory, 'again'));
    const { engine } = await inputWith();
    const loaded = await idgenrec.load({ directory: join(directory, 'again'), engine });
    expect((await loaded.recommend(histories, { k: 10, seenItems: 'filter' })).items).toEqual(items);
  });

  it.each([
    { in: 'a turn of the generator', epoch: 10, step: 2 },
    { in: 'the last turn of the recommender', epoch: 12, step: 1 },
  ])('that was stopped in $in and resumed ends with the very weights and IDs', async ({ epoch, step }) => {
    straight ??= saved(await fit({}));
    const resuming = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const stop = (progress: FitProgress): void => {
      if (progress.epoch === epoch && progress.step === step) throw new Interrupted();
    };
    await expect(fit({}, {}, { ...resuming, onProgress: stop })).rejects.toThrow(Interrupted);
    const seen: FitProgress[] = [];
    const resumed = await fit({}, {}, { ...resuming, onProgress: (progress) => seen.push(progress) });
    expect([seen[0]!.epoch, seen[0]!.step]).toEqual([epoch, step]);
    expect(seen.at(-1)!.part).toMatchObject({ name: 'recommender 2', place: 5, partCount: 5, share: 1 });
    expect(await saved(resumed)).toEqual(await straight);
  });

  it('needs no pretraining from a checkpoint, which knows the tokens of the recommender', async () => {
    const model = await fit({ checkpoint: goldenCheckpoint }, { checkpoint: goldenCheckpoint, rounds: 1 });
    expect(model.epochs.map(({ phase }) => phase)).toEqual(['ID generator 1', 'recommender 1', 'recommender 1']);
    await expect(fit({}, { checkpoint: goldenCheckpoint })).rejects.toThrow(/has other tokens than the recommender/u);
  });

  it('may pause at any epoch with a model that answers', async () => {
    for (const epochLimit of [2, 7, 8]) {
      const model = await fit({}, {}, { epochLimit });
      expect(model.epochs).toHaveLength(epochLimit);
      const histories = { offsets: Uint32Array.of(0, 1), items: Uint32Array.of(3), users: Uint32Array.of(0) };
      expect((await model.recommend(histories, { k: 5, seenItems: 'filter' })).items).not.toContain(0);
    }
  });
});
