/** The order of baselines on the quickstart's data, which the README promises, and why it holds. */
import { expect, test } from 'vitest';
import markov from '../../baselines/markov.ts';
import popularity from '../../baselines/popularity.ts';
import random from '../../baselines/random.ts';
import type { Baseline } from '../../src/baseline.ts';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { caseMean, caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { Random } from '../../src/random.ts';
import type { HistoryBatch } from '../../src/ranking.ts';
import { caseCount, historyBatch, targets } from '../../src/split/histories.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import type { Split } from '../../src/split/split.ts';

async function ndcg(baseline: Baseline, split: Split, settings: unknown = {}, isShuffled = false): Promise<number> {
  const model = await baseline.configure(settings).fit({
    train: split.train,
    validation: split.validation,
    itemCount: split.catalogue.itemCount,
    itemText: null,
    cutoffSeconds: split.cutoffSeconds,
    engine: null,
    seed: 1,
    seenItems: 'filter',
    checkpointDirectory: null,
    onProgress: () => undefined,
  });
  const histories = historyBatch(split.test, 0, caseCount(split.test));
  if (isShuffled) shuffleEach(histories);
  const lists = await model.recommend(histories, { k: 10, seenItems: 'filter' });
  return caseMean(caseValues('ndcg', targetRanks(lists, targets(split.test)), 10))!;
}

function shuffleEach({ offsets, items }: HistoryBatch): void {
  const dice = Random.fromSeed(9);
  for (let index = 0; index + 1 < offsets.length; index++)
    dice.shuffle(items.subarray(offsets[index], offsets[index + 1]));
}

test.each([1, 2, 3])(
  'quick, seed %i: markov > popularity > random by far, and the order of a history matters',
  async (seed) => {
    const split = splitDataset(simulateShop('quick', seed), splitSettingsSchema.parse({ kind: 'global-temporal' }));
    const chance = await ndcg(random, split);
    const popular = await ndcg(popularity, split);
    const next = await ndcg(markov, split);
    expect(popular).toBeGreaterThan(2.5 * chance);
    expect(next).toBeGreaterThan(2 * popular);
    // More than the last item counts, so that there is something left for a sequence model.
    expect(await ndcg(markov, split, { window: 5, decay: 0.7 })).toBeGreaterThan(1.2 * next);
    expect(await ndcg(markov, split, {}, true)).toBeLessThan(0.8 * next);
    expect(split.counts.testColdTargets! / split.counts.testCases!).toBeLessThan(0.12);
  },
);
