/** Answers histories with item IDs that T5 writes: prompts, beam search within the catalogue, items in the order of scores. */
import { Barred } from '../generation/beamSearch/barred.ts';
import { BeamGenerator } from '../generation/beamSearch/beamGenerator.ts';
import type { BeamResults } from '../generation/beamSearch/beams.ts';
import { GenerationCounts } from '../generation/beamSearch/generationCounts.ts';
import type { LoadedT5 } from '../generation/beamSearch/beamGraphs.ts';
import type { BeamRequest } from '../generation/beamSearch/beamSearch.ts';
import { characterSetMatches } from '../generation/itemIds/characterSets.ts';
import type { PromptWriter } from '../generation/prompts/promptTokens.ts';
import { type HistoryBatch, historyCount, type Ranking, type RecommendOptions } from '../ranking.ts';
import { askingPrompts, type GenerativeModel } from './generativeModel.ts';
import { matchedItems, rankedItems, type RankedItems } from './rankedItems.ts';
import { WrittenIds } from './writtenIds.ts';

export interface GenerativeRecommenderOptions {
  /** `frozen`: weights do not change any more and may be built into the graphs. */
  readonly weights: 'live' | 'frozen';
}

export class GenerativeRecommender {
  readonly #counts = new GenerationCounts();
  readonly #model: GenerativeModel;
  readonly #prompts: PromptWriter;
  /** Null: every item counts as itself. */
  readonly #matches: Uint32Array | null;
  readonly #t5: LoadedT5;
  readonly #weights: GenerativeRecommenderOptions['weights'];
  /** Null within the trie, where nothing but IDs is written. */
  readonly #written: WrittenIds | null;
  /** By beams. */
  readonly #generators = new Map<number, BeamGenerator>();

  constructor(model: GenerativeModel, t5: LoadedT5, { weights }: GenerativeRecommenderOptions) {
    this.#model = model;
    this.#prompts = askingPrompts(model);
    this.#matches = model.settings.matching === 'exact' ? null : characterSetMatches(model.itemIds);
    this.#t5 = t5;
    this.#weights = weights;
    this.#written = model.settings.constraint === 'none' ? new WrittenIds(model) : null;
  }

  get compileSeconds(): number {
    return [...this.#generators.values()].reduce((sum, { compileSeconds }) => sum + compileSeconds, 0);
  }

  facts(): Record<string, number | null> {
    return { ...this.#counts.facts(), ...this.#written?.facts() };
  }

  async recommend(histories: HistoryBatch, { k, seenItems }: RecommendOptions): Promise<Ranking> {
    const count = historyCount(histories);
    const ranking: Ranking = {
      k,
      items: new Uint32Array(count * k),
      scores: new Float32Array(count * k).fill(Number.NEGATIVE_INFINITY),
    };
    const requests = Array.from({ length: count }, (_, index) => this.#request(histories, index, seenItems));
    await this.#generator(k).answer(requests, (index, results) => {
      const { barred } = requests[index]!;
      const best = this.#ranked(results, (item) => barred?.hasItem(item) !== true);
      ranking.items.set(best.items.slice(0, k), index * k);
      ranking.scores.set(best.scores.slice(0, k), index * k);
    });
    return ranking;
  }

  async dispose(): Promise<void> {
    for (const generator of this.#generators.values()) await generator.dispose();
  }

  #ranked(results: BeamResults, mayRecommend: (item: number) => boolean): RankedItems {
    const { trie } = this.#model;
    const written =
      this.#written === null
        ? rankedItems(results, trie)
        : this.#written.rank(results, maxTokens(this.#model), mayRecommend);
    return this.#matches === null ? written : matchedItems(written, this.#matches, mayRecommend);
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

  #generator(k: number): BeamGenerator {
    const { settings, trie, itemIds } = this.#model;
    const { lengthPenalty, stopping, constraint, listLength } = settings;
    const wanted = listLength === 'asked' ? Math.max(settings.beams, k) : settings.beams;
    const beams = Math.min(wanted, itemIds.length - 1);
    const known = this.#generators.get(beams);
    if (known !== undefined) return known;
    const made = new BeamGenerator(this.#t5, {
      settings: { beams, lengthPenalty, stopping },
      trie: constraint === 'none' ? null : trie,
      maxTokens: maxTokens(this.#model),
      weights: this.#weights,
      counts: this.#counts,
    });
    this.#generators.set(beams, made);
    return made;
  }
}

/** Of what is written: those of the longest ID, and the end. */
function maxTokens({ trie }: GenerativeModel): number {
  return trie.depth + 1;
}
