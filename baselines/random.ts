/**
 * Chance itself: the floor under every table. The draw depends on the seed, the user and the history alone, so a list is
 * the same however requests are put into batches.
 */
import { z } from 'zod';
import { defineBaseline, type FittedModel } from '../src/baseline.ts';
import { readColumns, writeColumns } from '../src/columnFiles.ts';
import { UserError } from '../src/errors.ts';
import { Random } from '../src/random.ts';
import { historyCount, type HistoryBatch, type Ranking, type RecommendOptions } from '../src/ranking.ts';

const KIND = 'random';

export default defineBaseline({
  summary: 'Recommends items drawn at random, each as likely as any other.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: ({ itemCount, seed }) => Promise.resolve(randomModel(itemCount, seed)),
  async load({ directory }) {
    const { itemCount, seed } = (await readColumns(directory, KIND)).numbers;
    if (itemCount === undefined || seed === undefined) {
      throw new UserError(`"${directory}" lacks the numbers of "${KIND}"; fit the model again.`);
    }
    return randomModel(itemCount, seed);
  },
});

function randomModel(itemCount: number, seed: number): FittedModel {
  return {
    parameterCount: 0,
    epochs: [],
    bestEpoch: null,
    compileSeconds: 0,
    recommend: (histories, options) => Promise.resolve(drawLists(itemCount, seed, histories, options)),
    save: (directory) => writeColumns(directory, { kind: KIND, numbers: { itemCount, seed }, columns: {} }),
    dispose: () => Promise.resolve(),
  };
}

function drawLists(
  itemCount: number,
  seed: number,
  histories: HistoryBatch,
  { k, seenItems }: RecommendOptions,
): Ranking {
  const items = new Uint32Array(historyCount(histories) * k);
  const scores = new Float32Array(items.length).fill(-Infinity);
  for (let history = 0; history < historyCount(histories); history++) {
    const seen = histories.items.subarray(histories.offsets[history], histories.offsets[history + 1]);
    const random = Random.fromSeed(fingerprint(histories.users[history]!, seen), seed);
    const excluded = new Set(seenItems === 'filter' ? seen : []);
    let drawn = 0;
    for (const item of permutation(itemCount, random)) {
      if (drawn === k) break;
      if (excluded.has(item)) continue;
      items[history * k + drawn] = item;
      // Falling, so that the order of the list is the order of its scores.
      scores[history * k + drawn] = -drawn;
      drawn++;
    }
  }
  return { k, items, scores };
}

/** Items 1 to itemCount in random order, drawn one by one; remembers only the places it has touched. */
function* permutation(itemCount: number, random: Random): Generator<number> {
  const moved = new Map<number, number>();
  for (let place = 1; place <= itemCount; place++) {
    const other = place + random.below(itemCount - place + 1);
    const item = moved.get(other) ?? other;
    moved.set(other, moved.get(place) ?? place);
    yield item;
  }
}

/** 32 bits of user and history (FNV-1a over 32-bit words). */
function fingerprint(user: number, history: Uint32Array): number {
  let hash = Math.imul(0x811c_9dc5 ^ user, 0x0100_0193);
  for (const item of history) hash = Math.imul(hash ^ item, 0x0100_0193);
  return hash >>> 0;
}
