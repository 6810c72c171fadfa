/**
 * A fitted model with one score per item, the same for everybody: what both popularity baselines are. The order is made
 * once; a request walks it from the top and passes over the items it may not show.
 */
import type { FittedModel } from './baseline.ts';
import { readColumns, writeColumns } from './columnFiles.ts';
import { UserError } from './errors.ts';
import { historyCount, type HistoryBatch, type Ranking, type RecommendOptions } from './ranking.ts';
import { Exclusion } from './topK.ts';

/** `scores` by catalogue number; place 0 is not used. `kind` names the baseline in stored files. */
export function countModel(kind: string, scores: Float32Array): FittedModel {
  const itemCount = scores.length - 1;
  const order = itemsByScore(scores);
  const exclusion = new Exclusion(itemCount);
  return {
    parameterCount: itemCount,
    epochs: [],
    bestEpoch: null,
    compileSeconds: 0,
    recommend: (histories, options) => Promise.resolve(rankInOrder(order, scores, exclusion, histories, options)),
    save: (directory) => writeColumns(directory, { kind, numbers: {}, columns: { scores } }),
    dispose: () => Promise.resolve(),
  };
}

export async function loadCountModel(kind: string, directory: string): Promise<FittedModel> {
  const { scores } = (await readColumns(directory, kind)).columns;
  if (!(scores instanceof Float32Array)) {
    throw new UserError(`"${directory}" lacks the scores of "${kind}"; fit the model again.`);
  }
  return countModel(kind, scores);
}

/** Items from 1, best first, of equal scores the lower number first. */
export function itemsByScore(scores: Float32Array): Uint32Array {
  return Uint32Array.from({ length: scores.length - 1 }, (_, index) => index + 1).sort(
    (a, b) => scores[b]! - scores[a]! || a - b,
  );
}

function rankInOrder(
  order: Uint32Array,
  itemScores: Float32Array,
  exclusion: Exclusion,
  histories: HistoryBatch,
  { k, seenItems }: RecommendOptions,
): Ranking {
  const items = new Uint32Array(historyCount(histories) * k);
  const scores = new Float32Array(items.length).fill(-Infinity);
  for (let history = 0; history < historyCount(histories); history++) {
    const start = histories.offsets[history]!;
    exclusion.reset(histories.items, start, seenItems === 'filter' ? histories.offsets[history + 1]! : start);
    const end = (history + 1) * k;
    let next = history * k;
    for (let place = 0; place < order.length && next < end; place++) {
      const item = order[place]!;
      if (exclusion.has(item)) continue;
      items[next] = item;
      scores[next] = itemScores[item]!;
      next++;
    }
  }
  return { k, items, scores };
}
