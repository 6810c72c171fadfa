/**
 * What most often came next. The cheap rival that any sequence model has to beat: counts of which item followed which,
 * smoothed by popularity, which also fills the places that the counts leave open.
 */
import { z } from 'zod';
import { defineBaseline, type FittedModel } from '../src/baseline.ts';
import { readColumns, writeColumns } from '../src/columnFiles.ts';
import { itemsByScore } from '../src/countModel.ts';
import { UserError } from '../src/errors.ts';
import { historyCount, type HistoryBatch, type Ranking, type RecommendOptions } from '../src/ranking.ts';
import { Exclusion, TopK } from '../src/topK.ts';
import { countTransitions, type Transitions } from '../src/transitions.ts';

const KIND = 'markov';

const settingsSchema = z.strictObject({
  window: z.int().positive().default(1).describe('How many of the last items count; also how far apart a pair may be.'),
  decay: z
    .number()
    .gt(0)
    .lte(1)
    .default(0.5)
    .describe('Weight of an item relative to the one after it, where window > 1.'),
  smoothing: z
    .number()
    .positive()
    .default(1)
    .describe('Weight of popularity, in transitions: an item left this often counts half, popularity half.'),
});
type MarkovSettings = z.infer<typeof settingsSchema>;

export default defineBaseline({
  summary: 'Recommends what most often followed the last item in training, then what is popular.',
  needs: [],
  settingsSchema,
  fit({ train, itemCount }, settings) {
    const popularity = new Float32Array(itemCount + 1);
    for (const item of train.items) popularity[item]!++;
    for (let item = 1; item <= itemCount; item++) popularity[item]! /= train.items.length;
    const transitions = countTransitions(train, itemCount, settings.window, settings.decay);
    return Promise.resolve(new MarkovModel(transitions, popularity, settings));
  },
  async load({ directory }) {
    const { numbers, columns } = await readColumns(directory, KIND);
    const { offsets, successors, weights, popularity } = columns;
    const isWhole =
      offsets instanceof Uint32Array &&
      successors instanceof Uint32Array &&
      weights instanceof Float32Array &&
      popularity instanceof Float32Array;
    if (!isWhole) throw new UserError(`"${directory}" lacks columns of "${KIND}"; fit the model again.`);
    return new MarkovModel({ offsets, successors, weights }, popularity, settingsSchema.parse(numbers));
  },
});

class MarkovModel implements FittedModel {
  readonly epochs = [];
  readonly bestEpoch = null;
  readonly compileSeconds = 0;
  private readonly transitions: Transitions;
  /** Share of the training events, by catalogue number. */
  private readonly popularity: Float32Array;
  private readonly settings: MarkovSettings;
  private readonly byPopularity: Uint32Array;
  /** Sum of each item's outgoing weights. */
  private readonly leavings: Float64Array;
  /** Scores of the items that follow; 0 elsewhere, and everywhere between two histories. */
  private readonly sums: Float64Array;
  private readonly exclusion: Exclusion;

  constructor(transitions: Transitions, popularity: Float32Array, settings: MarkovSettings) {
    this.transitions = transitions;
    this.popularity = popularity;
    this.settings = settings;
    this.byPopularity = itemsByScore(popularity);
    this.sums = new Float64Array(popularity.length);
    this.exclusion = new Exclusion(popularity.length - 1);
    this.leavings = new Float64Array(popularity.length);
    for (let item = 1; item < popularity.length; item++) {
      for (let place = transitions.offsets[item]!; place < transitions.offsets[item + 1]!; place++) {
        this.leavings[item]! += transitions.weights[place]!;
      }
    }
  }

  get parameterCount(): number {
    return this.transitions.successors.length + this.popularity.length - 1;
  }

  recommend(histories: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const items = new Uint32Array(historyCount(histories) * k);
    const scores = new Float32Array(items.length);
    const best = new TopK(k);
    for (let history = 0; history < historyCount(histories); history++) {
      const start = histories.offsets[history]!;
      const end = histories.offsets[history + 1]!;
      this.exclusion.reset(histories.items, start, seenItems === 'filter' ? end : start);
      this.rank(histories.items.subarray(start, end), best);
      best.writeRow(items, scores, history * k);
    }
    return Promise.resolve({ k, items, scores });
  }

  /**
   * score(b) = sum over the last items a of decay^(distance - 1) * (weight(a, b) + smoothing * popularity(b)) /
   * (leavings(a) + smoothing). Items that follow none of them differ in popularity alone, so they are taken in that order.
   */
  private rank(history: Uint32Array, best: TopK): void {
    const { window, decay, smoothing } = this.settings;
    const { offsets, successors, weights } = this.transitions;
    const touched: number[] = [];
    let popularityWeight = 0;
    let itemWeight = 1;
    for (let back = 1; back <= Math.min(window, history.length); back++) {
      const item = history[history.length - back]!;
      const scale = itemWeight / (this.leavings[item]! + smoothing);
      popularityWeight += scale * smoothing;
      for (let place = offsets[item]!; place < offsets[item + 1]!; place++) {
        const successor = successors[place]!;
        if (this.sums[successor] === 0) touched.push(successor);
        this.sums[successor]! += weights[place]! * scale;
      }
      itemWeight *= decay;
    }
    if (history.length === 0) popularityWeight = 1;
    for (const item of touched) {
      const score = Math.fround(this.sums[item]! + popularityWeight * this.popularity[item]!);
      this.sums[item] = 0;
      if (this.exclusion.has(item)) continue;
      best.offer(item, score);
      this.exclusion.add(item);
    }
    for (const item of this.byPopularity) {
      const score = Math.fround(popularityWeight * this.popularity[item]!);
      // Item 0 stands for the lowest number: nothing below this score can enter, whatever its number.
      if (!best.wouldTake(0, score)) break;
      if (!this.exclusion.has(item)) best.offer(item, score);
    }
  }

  save(directory: string): Promise<void> {
    return writeColumns(directory, {
      kind: KIND,
      numbers: this.settings,
      columns: { ...this.transitions, popularity: this.popularity },
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
