/** NDCG@10 on validation cases, for early stopping: full ranking, by the protocol's rule for seen items. */
import type { HistoryBatch, Ranking, RecommendOptions } from '../ranking.ts';
import { caseCount, historyBatch, targets } from '../split/histories.ts';
import type { EvaluationCases } from '../split/split.ts';

const CUTOFF = 10;
const BATCH = 256;

export async function validationNdcg10(
  cases: EvaluationCases,
  seenItems: RecommendOptions['seenItems'],
  recommend: (histories: HistoryBatch, options: RecommendOptions) => Promise<Ranking>,
): Promise<number | null> {
  const count = caseCount(cases);
  if (count === 0) return null;
  const wanted = targets(cases);
  let sum = 0;
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(from + BATCH, count);
    const { items } = await recommend(historyBatch(cases, from, to), { k: CUTOFF, seenItems });
    for (let index = from; index < to; index++) {
      const target = wanted[index]!;
      if (target === 0) continue;
      const rank = items.subarray((index - from) * CUTOFF, (index - from + 1) * CUTOFF).indexOf(target) + 1;
      if (rank > 0) sum += 1 / Math.log2(rank + 1);
    }
  }
  return sum / count;
}
