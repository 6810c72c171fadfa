/** Both distilled baselines trained on a small shop: phases, what is logged, what is kept, and what is served. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import bert4rec from '../../../baselines/bert4rec.ts';
import bert4recDistilled from '../../../baselines/bert4rec-distilled.ts';
import sasrec from '../../../baselines/sasrec.ts';
import sasrecDistilled from '../../../baselines/sasrec-distilled.ts';
import type { Baseline, EpochLog, FitInput, FitProgress, FittedModel } from '../../../src/baseline.ts';
import { traceProgram } from '../../../src/engine/onnx/trace.ts';
import { recommendProgram, scoreProgram } from '../../../src/inference/recommendProgram.ts';
import { fitInput, SMALL, tinySplit } from '../../support/tinySplit.ts';
import { waveProfiles } from '../../support/waveProfiles.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seqbench-distillation-'));
});
afterEach(() => rm(directory, { recursive: true }));

const PAIRS = [
  { name: 'sasrec', plain: sasrec, distilled: sasrecDistilled },
  { name: 'bert4rec', plain: bert4rec, distilled: bert4recDistilled },
] as const;

/** One batch to an epoch, so that a phase has one graph: compiling is most of what these tests take. */
const QUICK = { ...SMALL, blocks: 1, batchSize: 1024, epochs: 6, patience: null };

async function fit(baseline: Baseline, settings: object, changes: Partial<FitInput> = {}): Promise<FittedModel> {
  const configured = baseline.configure({ ...QUICK, ...settings });
  const { train } = await tinySplit();
  const { profileWidth } = configured;
  const userCount = Math.max(...train.users) + 1;
  const profiles = profileWidth === null ? null : waveProfiles(userCount, profileWidth);
  return configured.fit(await fitInput('onnx', { profiles, ...changes }));
}

async function weights(model: FittedModel): Promise<string> {
  const place = await mkdtemp(join(directory, 'model-'));
  await model.save(place);
  const bytes = await readFile(join(place, 'model.safetensors'));
  // The header names the settings; the numbers follow it.
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE())).toString('base64');
}

const measure = (epochs: readonly EpochLog[], name: string): number[] => epochs.map(({ measures }) => measures![name]!);
const phases = (epochs: readonly EpochLog[]): (string | undefined)[] => epochs.map(({ phase }) => phase);

describe.each(PAIRS)('$name, distilled', ({ plain, distilled }) => {
  it('comes nearer to the profiles than it does by itself, in the phase that learns from them', async () => {
    const settings = { alpha: 0.8, distillationEpochs: 4 };
    const { epochs } = await fit(distilled, settings);
    expect(phases(epochs)).toEqual(['distil', 'distil', 'distil', 'distil', 'fine-tune', 'fine-tune']);
    const learnt = measure(epochs, 'distillationLoss');
    const byItself = measure((await fit(plain, { logDistillation: true })).epochs, 'distillationLoss');
    expect(learnt[3]).toBeLessThan(learnt[0]! * 0.9);
    learnt.slice(1).forEach((error, index) => expect(error).toBeLessThan(byItself[index + 1]!));
    // beta is the mean over batches of L_model / L_distill, and the loss is then that of the model.
    epochs.slice(0, 4).forEach(({ loss, measures }) => {
      expect(loss).toBeCloseTo(measures!.modelLoss!, 4);
      expect(measures!.beta! / (measures!.modelLoss! / measures!.distillationLoss!)).toBeCloseTo(1, 1);
    });
    expect(measure(epochs, 'modelLoss').slice(4)).toEqual(epochs.slice(4).map(({ loss }) => loss));
  });

  it('trains without its profiles what it trains with a log of its distance from them', async () => {
    const silent = await fit(plain, { epochs: 3 });
    const logging = await fit(plain, { epochs: 3, logDistillation: { layer: 'final', pool: 'exponential' } });
    expect(await weights(logging)).toBe(await weights(silent));
    expect(silent.epochs[0]!.measures).toBeUndefined();
    expect(Object.keys(logging.epochs[0]!.measures!)).toEqual(['distillationLoss', 'targetVariance']);
  });

  it('with a first phase of no epochs is the model without distillation', async () => {
    const without = await fit(distilled, { epochs: 3, distillationEpochs: 0 });
    expect(await weights(without)).toBe(await weights(await fit(plain, { epochs: 3 })));
  });

  it.each([3, 4])('stopped in epoch %i goes on bit by bit, over the border between phases', async (epoch) => {
    const settings = { epochs: 5, distillationEpochs: 3, target: 'projected', profileWidth: 20 };
    const straight = await fit(distilled, settings);
    const changes = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const onProgress = (progress: FitProgress): void => {
      if (progress.epoch === epoch) throw new Error('stopped');
    };
    await expect(fit(distilled, settings, { ...changes, onProgress })).rejects.toThrow('stopped');
    const resumed = await fit(distilled, settings, changes);
    expect(resumed.epochs.map(({ loss, measures }) => ({ loss, measures }))).toEqual(
      straight.epochs.map(({ loss, measures }) => ({ loss, measures })),
    );
    expect(await weights(resumed)).toBe(await weights(straight));
  });

  it('does not take up a checkpoint under other profiles', async () => {
    const changes = { checkpointDirectory: join(directory, 'checkpoints'), checkpointEverySeconds: 0 };
    const onProgress = ({ epoch }: FitProgress): void => {
      if (epoch === 2) throw new Error('stopped');
    };
    await expect(fit(distilled, {}, { ...changes, onProgress })).rejects.toThrow('stopped');
    const seen: FitProgress[] = [];
    const others = waveProfiles(10_000, SMALL.width, (user) => user % 2 === 0);
    await fit(distilled, {}, { ...changes, profiles: others, onProgress: (progress) => seen.push(progress) });
    expect(seen[0]!.epoch).toBe(1);
  });

  it('is served by the very graphs of the model without distillation, and as many numbers', async () => {
    const hashes = await Promise.all(
      [
        await fit(plain, { epochs: 1 }),
        await fit(distilled, { epochs: 2, distillationEpochs: 1, target: 'projected', profileWidth: 20 }),
      ].map(async (model, index) => {
        const place = await mkdtemp(join(directory, 'model-'));
        await model.save(place);
        const network = await [plain, distilled][index]!.network!(place);
        const specs = Object.fromEntries(Object.entries(network.parameters).map(([name, { spec }]) => [name, spec]));
        const shape = {
          rowCount: 2,
          rowLength: SMALL.maxLength,
          askedPerRow: 2,
          historyCount: 3,
          maskedCount: 4,
          k: 5,
        };
        const graphs = [recommendProgram(network.model, shape), scoreProgram(network.model, SMALL.maxLength)].map(
          (program) =>
            createHash('sha256')
              .update(traceProgram(program, specs, () => null).model)
              .digest('hex'),
        );
        return { graphs, parameterCount: model.parameterCount, names: Object.keys(network.parameters) };
      }),
    );
    expect(hashes[1]).toEqual(hashes[0]);
  });
});

describe('the schedule', () => {
  /** Of a validation that never gets better. */
  const never = async (): Promise<Partial<FitInput>> => {
    const { validation } = await tinySplit();
    const items = validation.sequences.items.slice();
    for (const row of validation.targetRow) items[row] = 0;
    return { validation: { ...validation, sequences: { ...validation.sequences, items } } };
  };

  it('gives the second phase its patience anew where patience ends the first', async () => {
    const { epochs } = await fit(sasrecDistilled, { epochs: 40, patience: 2 }, await never());
    expect(phases(epochs)).toEqual(['distil', 'distil', 'distil', 'fine-tune', 'fine-tune', 'fine-tune']);
  });

  it('gives the first phase all its epochs with patience in fine-tuning alone', async () => {
    const settings = { epochs: 10, patience: 2, patienceIn: 'fine-tuning' };
    const { epochs, bestEpoch } = await fit(sasrecDistilled, { ...settings, keep: 'best-fine-tuned' }, await never());
    expect(phases(epochs)).toEqual([
      ...Array.from({ length: 5 }, () => 'distil'),
      ...Array.from({ length: 3 }, () => 'fine-tune'),
    ]);
    // All are equally bad: the first that may be kept is.
    expect(bestEpoch).toBe(6);
    expect((await fit(sasrecDistilled, settings, await never())).bestEpoch).toBe(1);
  });
});

describe('a projection that is trained', () => {
  it('lets the targets collapse where they count for everything; frozen ones stay what they are', async () => {
    const settings = { epochs: 12, distillationEpochs: 12, alpha: 1, beta: 1, learningRate: 0.05, dropout: 0 };
    const projected = await fit(sasrecDistilled, { ...settings, target: 'projected' });
    const frozen = await fit(sasrecDistilled, settings);
    const [moving, still] = [projected, frozen].map(({ epochs }) => measure(epochs, 'targetVariance'));
    expect(moving!.at(-1)).toBeLessThan(moving![0]! / 4);
    expect(still!.at(-1)! / still![0]!).toBeCloseTo(1, 1);
  });
});

describe('settings that are wrong together', () => {
  it.each([
    [{ batchParts: 2 }, 'batchParts'],
    [{ layer: 3, blocks: 2 }, 'layer'],
    [{ layerNumbers: 'release', layer: 4, blocks: 2 }, 'layer'],
    [{ profileWidth: 8 }, 'profileWidth'],
    [{ epochs: 3, distillationEpochs: 4 }, 'distillationEpochs'],
    [{ epochs: 3, distillationEpochs: 3, keep: 'best-fine-tuned' }, 'keep'],
    [{ poolOver: 'slots' }, 'poolOver'],
  ])('%j is refused at %s', (settings, key) => {
    const check = () => sasrecDistilled.configure(settings);
    expect(check).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: [key] })] }));
  });

  it('are no matter where nothing is logged', () => {
    expect(sasrec.configure({ batchParts: 2 }).profileWidth).toBeNull();
    expect(sasrec.configure({ logDistillation: true, width: 48 }).profileWidth).toBe(48);
    expect(() => sasrec.configure({ logDistillation: true, batchParts: 2 })).toThrow('batch');
  });
});
