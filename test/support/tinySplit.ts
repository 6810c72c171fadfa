/** The tiny simulated shop under the strict protocol, and a fit of SASRec, or of another baseline, on it. */
import type { Baseline, FitInput, FittedModel } from '../../src/baseline.ts';
import sasrec from '../../baselines/sasrec.ts';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import type { EngineName } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import type { Sequences, Split } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

let split: Promise<Split> | null = null;

export function tinySplit(): Promise<Split> {
  split ??= Promise.resolve(splitDataset(simulateShop('tiny'), splitSettingsSchema.parse({ kind: 'global-temporal' })));
  return split;
}

/** Small enough for the reference engine; with dropout, so that masks matter. */
export const SMALL = { width: 16, maxLength: 12, batchSize: 64, dropout: 0.2, learningRate: 0.01 };

export async function fitInput(engineName: EngineName, changes: Partial<FitInput> = {}): Promise<FitInput> {
  const { train, validation, catalogue, cutoffSeconds } = await tinySplit();
  return {
    train,
    validation,
    itemCount: catalogue.itemCount,
    itemText: null,
    cutoffSeconds,
    engine: await openEngine(engineName, { threads: 2 }),
    seed: 3,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress: () => undefined,
    ...changes,
  };
}

export async function fitTiny(
  engineName: EngineName,
  settings: object,
  changes: Partial<FitInput> = {},
  baseline: Baseline = sasrec,
): Promise<FittedModel> {
  return baseline.configure({ ...SMALL, ...settings }).fit(await fitInput(engineName, changes));
}

/** The first sequences of several, for tests on the slow engine. */
export function firstSequences({ users, offsets, items, timestamps }: Sequences, count: number): Sequences {
  const end = offsets[count]!;
  return {
    users: users.subarray(0, count),
    offsets: offsets.subarray(0, count + 1),
    items: items.subarray(0, end),
    timestamps: timestamps?.subarray(0, end) ?? null,
  };
}
