/** What every baseline is tested on: a small simulated shop, split once, with many cases. */
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import type { Baseline, FitInput, FittedModel } from '../../src/baseline.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { caseMean, caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import type { HistoryBatch, Ranking } from '../../src/ranking.ts';
import { caseCount, historyBatch, targets } from '../../src/split/histories.ts';
import type { Split } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { waveProfiles } from '../support/waveProfiles.ts';

const SMALL = { width: 16, blocks: 1, heads: 2, epochs: 8, batchSize: 32, learningRate: 0.01, dropout: 0.1 };
const GENERATIVE = { size: 'nano', historyLength: 5, epochs: 4, batchSize: 64, learningRate: 0.02, beams: 10 };

/** Settings under which a baseline trains in a second or two; none: its defaults. */
const QUICK_SETTINGS: Readonly<Record<string, unknown>> = {
  sasrec: SMALL,
  'sasrec-distilled': SMALL,
  bert4rec: SMALL,
  'bert4rec-distilled': SMALL,
  idgenrec: GENERATIVE,
  'idgenrec-ecir26': { ...GENERATIVE, epochs: 20, batchSize: 32 },
};

const settings = splitSettingsSchema.parse({ kind: 'global-temporal', target: 'successive' });
const shop = simulateShop('tiny', 1);

export const split = splitDataset(shop, settings);
export const otherSplit = splitDataset(simulateShop('tiny', 2), settings);
export const itemCount = split.catalogue.itemCount;
/** Histories of the first test cases; enough to fill a batch, few enough to ask for one by one. */
export const histories = historyBatch(split.test, 0, 90);

export function fitInput(from: Split, engine: Engine | null, seed = 1): FitInput {
  const text = simulateShop('tiny', from === split ? 1 : 2).itemText!;
  return {
    train: from.train,
    validation: from.validation,
    itemCount: from.catalogue.itemCount,
    itemText: Array.from(from.catalogue.datasetItem, (item) => text[item]!),
    cutoffSeconds: from.cutoffSeconds,
    engine,
    seed,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress: () => undefined,
  };
}

export function fitQuickly(
  id: string,
  baseline: Baseline,
  from: Split,
  engine: Engine | null,
  seed = 1,
): Promise<FittedModel> {
  const configured = baseline.configure(QUICK_SETTINGS[id] ?? {});
  const { profileWidth } = configured;
  const profiles = profileWidth === null ? null : waveProfiles(shop.userIds.length, profileWidth);
  return configured.fit({ ...fitInput(from, engine, seed), profiles });
}

/** NDCG@10 over all test cases. */
export async function testNdcg(model: FittedModel): Promise<number> {
  const lists = await model.recommend(historyBatch(split.test, 0, caseCount(split.test)), {
    k: 10,
    seenItems: 'filter',
  });
  return caseMean(caseValues('ndcg', targetRanks(lists, targets(split.test)), 10))!;
}

export function batchOf(...lists: readonly (readonly number[])[]): HistoryBatch {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) offsets[index + 1] = offsets[index]! + list.length;
  return { offsets, items: Uint32Array.from(lists.flat()), users: Uint32Array.from(lists, (_, index) => index) };
}

export function rowItems({ k, items }: Ranking, row: number): number[] {
  return Array.from(items.subarray(row * k, (row + 1) * k));
}

export function rowScores({ k, scores }: Ranking, row: number): number[] {
  return Array.from(scores.subarray(row * k, (row + 1) * k));
}
