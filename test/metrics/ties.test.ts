/**
 * Ties go to the lower item number, and numbers follow a hash of the original id. So a scorer that knows nothing scores
 * like chance, even on a log where some items are bought a hundred times as often as others.
 */
import { expect, test } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { caseMean, caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { targets } from '../../src/split/histories.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { Exclusion, TopK, writeTopScores } from '../../src/topK.ts';

const K = 10;
const NAMINGS = 120;
const settings = splitSettingsSchema.parse({ kind: 'leave-one-out', core: 0, catalogue: 'all' });
const shop = simulateShop('tiny');

/** The same list for each case: all items have the score 0. */
function equalScorerLists(caseTotal: number, itemCount: number): { k: number; items: Uint32Array } {
  const items = new Uint32Array(caseTotal * K);
  const best = new TopK(K);
  for (let index = 0; index < caseTotal; index++) {
    writeTopScores(
      best,
      new Float32Array(itemCount + 1),
      new Exclusion(itemCount),
      items,
      new Float32Array(items.length),
      index * K,
    );
  }
  return { k: K, items };
}

test('an all-equal scorer scores like chance', () => {
  const recalls: number[] = [];
  const ndcgs: number[] = [];
  let itemCount = 0;
  let targetShares: number[] = [];
  for (let naming = 0; naming < NAMINGS; naming++) {
    // The same events under other ids: another hash, another order of numbers.
    const renamed = { ...shop, itemIds: shop.itemIds.map((id) => (id === '' ? '' : `${naming}/${id}`)) };
    const split = splitDataset(renamed, settings);
    const wanted = targets(split.test);
    itemCount = split.catalogue.itemCount;
    const ranks = targetRanks(equalScorerLists(wanted.length, itemCount), wanted);
    recalls.push(caseMean(caseValues('recall', ranks, K))!);
    ndcgs.push(caseMean(caseValues('ndcg', ranks, K))!);
    const counts = new Uint32Array(itemCount + 1);
    for (const target of wanted) counts[target]!++;
    targetShares = Array.from(counts.subarray(1), (count) => count / wanted.length).sort((a, b) => b - a);
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const chance = K / itemCount;
  const gains = Array.from({ length: K }, (_, place) => 1 / Math.log2(place + 2));

  // Recall of a random draw of K items: mean K / N, variance as of drawing K of N shares without replacement.
  const shareVariance = targetShares.reduce((sum, share) => sum + (share - 1 / itemCount) ** 2, 0) / (itemCount - 1);
  const deviation = Math.sqrt((K * shareVariance * (1 - chance)) / NAMINGS);
  expect(Math.abs(mean(recalls) - chance)).toBeLessThan(4 * deviation);
  expect(Math.abs(mean(ndcgs) - gains.reduce((sum, gain) => sum + gain, 0) / itemCount)).toBeLessThan(4 * deviation);

  // The test can tell: numbers in the order of popularity, the usual accident, would give far more.
  const byPopularity = targetShares.slice(0, K).reduce((sum, share) => sum + share, 0);
  expect(byPopularity).toBeGreaterThan(chance + 20 * deviation);
});
