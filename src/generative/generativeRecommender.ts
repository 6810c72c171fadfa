/** Answers histories with item IDs that T5 writes: prompts, beam search within the catalogue, items in the order of scores. */
import { BeamGraphs, type LoadedT5 } from '../generation/beamSearch/beamGraphs.ts';
import { BeamSearch, type BeamRequest } from '../generation/beamSearch/beamSearch.ts';
import { Barred } from '../generation/beamSearch/barred.ts';
import { GenerationCounts } from '../generation/beamSearch/generationCounts.ts';
import { characterSetMatches } from '../generation/itemIds/characterSets.ts';
import type { PromptWriter } from '../generation/prompts/promptTokens.ts';
import { type HistoryBatch, historyCount, type Ranking, type RecommendOptions } from '../ranking.ts';
import { bucketLength } from '../training/generation/lengthBuckets.ts';
import { askingPrompts, type GenerativeModel } from './generativeModel.ts';
import { matchedItems, rankedItems } from './rankedItems.ts';

/** Requests side by side, and lengths of prompts to a doubling that graphs are compiled for. */
const IN_BATCHES = { slotCount: 16, startCount: 16, candidateCounts: [1024, 8192, 65_536], lengthSteps: 4 };
const ONE_BY_ONE = { slotCount: 1, startCount: 1, candidateCounts: [256, 2048], lengthSteps: 2 };

export interface GenerativeRecommenderOptions {
  /** `frozen`: weights do not change any more and may be built into the graphs. */
  readonly weights: 'live' | 'frozen';
}

export class GenerativeRecommender {
  readonly counts = new GenerationCounts();
  readonly #model: GenerativeModel;
  readonly #prompts: PromptWriter;
  /** Null: every item counts as itself. */
  readonly #matches: Uint32Array | null;
  readonly #graphs: BeamGraphs;
  readonly #searches = new Map<string, BeamSearch>();

  constructor(model: GenerativeModel, t5: LoadedT5, { weights }: GenerativeRecommenderOptions) {
    this.#model = model;
    this.#prompts = askingPrompts(model);
    this.#matches = model.settings.matching === 'exact' ? null : characterSetMatches(model.itemIds);
    this.#graphs = new BeamGraphs(t5, weights);
  }

  get compileSeconds(): number {
    return this.#graphs.compileSeconds;
  }

  async recommend(histories: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const count = historyCount(histories);
    const ranking: Ranking = {
      k,
      items: new Uint32Array(count * k),
      scores: new Float32Array(count * k).fill(Number.NEGATIVE_INFINITY),
    };
    const requests = Array.from({ length: count }, (_, index) => this.#request(histories, index, seenItems));
    await this.#search(k, count === 1).search(requests, (index, results) => {
      const written = rankedItems(results, this.#model.trie);
      const { barred } = requests[index]!;
      const best =
        this.#matches === null
          ? written
          : matchedItems(written, this.#matches, (item) => barred?.hasItem(item) !== true);
      ranking.items.set(best.items.slice(0, k), index * k);
      ranking.scores.set(best.scores.slice(0, k), index * k);
    });
    return ranking;
  }

  dispose(): Promise<void> {
    return this.#graphs.dispose();
  }

  #request(
    { offsets, items, users }: HistoryBatch,
    index: number,
    seenItems: RecommendOptions['seenItems'],
  ): BeamRequest {
    const [from, to] = [offsets[index]!, offsets[index + 1]!];
    const user = users[index]!;
    const tokens = new Int32Array(this.#prompts.length(user, items, from, to));
    const end = this.#prompts.write(0, user, items, from, to, tokens, 0);
    const barred = seenItems === 'filter' ? new Barred(this.#model.trie, items.subarray(from, to)) : null;
    return { tokens: tokens.subarray(0, end), barred };
  }

  /** As many beams as items are asked for, at least; no more than there are items. */
  #search(k: number, isAlone: boolean): BeamSearch {
    const { settings, trie, shape } = this.#model;
    const beams = Math.min(Math.max(settings.beams, k), this.#model.itemIds.length - 1);
    const key = `${beams} ${isAlone ? 'alone' : 'batch'}`;
    const known = this.#searches.get(key);
    if (known !== undefined) return known;
    const { lengthSteps, ...sizes } = isAlone ? ONE_BY_ONE : IN_BATCHES;
    const { lengthPenalty, stopping } = settings;
    const made = new BeamSearch(
      shape,
      this.#graphs,
      {
        ...sizes,
        settings: { beams, lengthPenalty, stopping },
        trie,
        maxTokens: trie.depth + 1,
        startLength: (length) => bucketLength(length, lengthSteps),
        stepLength: (length) => bucketLength(length, 1),
      },
      this.counts,
    );
    this.#searches.set(key, made);
    return made;
  }
}
