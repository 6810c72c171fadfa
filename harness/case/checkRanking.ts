/** Refuses answers that break the contract of `src/ranking.ts`. Runs outside the clock; a metric of such answers would lie. */
import { historyCount, type HistoryBatch, type Ranking, type RecommendOptions } from '../../src/ranking.ts';

export class BrokenAnswerError extends Error {
  override readonly name = 'BrokenAnswerError';
}

/**
 * `firstRow` is the place of the batch in the whole test set, for the message; `mayAnswerShort` as in `FittedModel`.
 */
export function checkRanking(
  ranking: Ranking,
  histories: HistoryBatch,
  options: RecommendOptions,
  itemCount: number,
  firstRow: number,
  mayAnswerShort = false,
): void {
  const rows = historyCount(histories);
  const k = options.k;
  if (ranking.k !== k) throw new BrokenAnswerError(`lists hold ${ranking.k} items where ${k} were asked for`);
  if (ranking.items.length !== rows * k || ranking.scores.length !== rows * k) {
    const shape = `${ranking.items.length} items and ${ranking.scores.length} scores`;
    throw new BrokenAnswerError(`${rows} histories x ${k} items were asked for, but the answer has ${shape}`);
  }
  for (let row = 0; row < rows; row++) {
    const where = `list ${firstRow + row}`;
    const seen = new Set<number>();
    let isPadded = false;
    for (let place = 0; place < k; place++) {
      const item = ranking.items[row * k + place]!;
      const score = ranking.scores[row * k + place]!;
      if (item === 0) {
        isPadded = true;
        continue;
      }
      if (isPadded) throw new BrokenAnswerError(`${where} has an item after its padding`);
      if (item > itemCount)
        throw new BrokenAnswerError(`${where} has item ${item}; the catalogue ends at ${itemCount}`);
      if (seen.has(item)) throw new BrokenAnswerError(`${where} has item ${item} twice`);
      if (Number.isNaN(score))
        throw new BrokenAnswerError(`${where} has a score that is not a number, for item ${item}`);
      if (place > 0 && score > ranking.scores[row * k + place - 1]!) {
        throw new BrokenAnswerError(`${where} is not in the order of its scores, at place ${place}`);
      }
      seen.add(item);
    }
    const history = new Set(histories.items.subarray(histories.offsets[row], histories.offsets[row + 1]));
    if (options.seenItems === 'filter') checkAgainstHistory(seen, history, where);
    if (!mayAnswerShort) checkLength(seen.size, history, options, itemCount, where);
  }
}

function checkAgainstHistory(recommended: ReadonlySet<number>, history: ReadonlySet<number>, where: string): void {
  for (const item of history) {
    if (recommended.has(item)) throw new BrokenAnswerError(`${where} has item ${item}, which its history has`);
  }
}

function checkLength(
  length: number,
  history: ReadonlySet<number>,
  { k, seenItems }: RecommendOptions,
  itemCount: number,
  where: string,
): void {
  const expected = Math.min(k, seenItems === 'filter' ? itemCount - history.size : itemCount);
  if (length < expected) {
    throw new BrokenAnswerError(`${where} holds ${length} items where ${expected} could be recommended`);
  }
}
