/**
 * What T5 wrote without a trie to hold it: IDs of items, the same ID in other tokens, IDs of no item. Only the exact ID of
 * an item counts, never the nearest.
 */
import type { BeamResults } from '../generation/beamSearch/beams.ts';
import { itemOf } from '../generation/trie/itemTrie.ts';
import type { GenerativeModel } from './generativeModel.ts';
import type { RankedItems } from './rankedItems.ts';

/** Shares of all that was written. */
export const WRITTEN_KINDS = ['recommended', 'duplicate', 'seen', 'invented'] as const;
type WrittenKind = (typeof WRITTEN_KINDS)[number];

export class WrittenIds {
  readonly #model: GenerativeModel;
  readonly #itemByText: ReadonlyMap<string, number>;
  readonly #counts: Record<WrittenKind, number> = { recommended: 0, duplicate: 0, seen: 0, invented: 0 };

  constructor(model: GenerativeModel) {
    const { itemIds, tokenizer, itemTokens } = model;
    this.#model = model;
    const texts = itemIds.map((_, item) =>
      tokenizer.decode(itemTokens.tokens.subarray(itemTokens.offsets[item], itemTokens.offsets[item + 1])),
    );
    // Of items whose IDs read alike the first one; their own tokens still tell them apart.
    this.#itemByText = new Map(
      texts
        .map((text, item) => [text, item] as const)
        .slice(1)
        .reverse(),
    );
  }

  /** @param maxTokens Places of a result. */
  rank(results: BeamResults, maxTokens: number, mayRecommend: (item: number) => boolean): RankedItems {
    const ranked = new Map<number, number>();
    for (let place = 0; place < results.count; place++) {
      const start = place * maxTokens;
      const item = this.#itemOf(results.tokens.subarray(start, start + results.lengths[place]!));
      const kind =
        item === 0 ? 'invented' : !mayRecommend(item) ? 'seen' : ranked.has(item) ? 'duplicate' : 'recommended';
      this.#counts[kind]++;
      if (kind === 'recommended') ranked.set(item, results.scores[place]!);
    }
    const found = [...ranked].sort(([a, aScore], [b, bScore]) => bScore - aScore || a - b);
    return { items: found.map(([item]) => item), scores: found.map(([, score]) => score) };
  }

  /** Null before anything was written. */
  facts(): Record<string, number | null> {
    const all = WRITTEN_KINDS.reduce((sum, kind) => sum + this.#counts[kind], 0);
    const share = (kind: WrittenKind) => (all === 0 ? null : this.#counts[kind] / all);
    return Object.fromEntries(WRITTEN_KINDS.map((kind) => [`${kind}IdShare`, share(kind)]));
  }

  #itemOf(tokens: Uint32Array): number {
    const exact = itemOf(this.#model.trie, tokens);
    return exact !== 0 ? exact : (this.#itemByText.get(this.#model.tokenizer.decode(tokens)) ?? 0);
  }
}
