/**
 * What may follow the beams of a request, and the best of it. Within a trie nothing is written down but where the
 * log-probabilities of the few that may follow stand, so that a step's mask costs as much as there are beams and children.
 */
import { TopK } from '../../topK.ts';
import type { ItemTrie } from '../trie/itemTrie.ts';
import type { Barred } from './barred.ts';
import type { Beams } from './beams.ts';
import type { Candidates } from './candidates.ts';

/** Chooses the best of continuations numbered from 0. */
class Best {
  readonly #top: TopK;
  readonly #numbers: Uint32Array;
  readonly #scores: Float32Array;

  constructor(count: number) {
    this.#top = new TopK(count);
    this.#numbers = new Uint32Array(count);
    this.#scores = new Float32Array(count);
  }

  /**
   * What the next has to exceed, where numbers rise: of equal scores the earlier is better. What is no number, or of no
   * probability, never does.
   */
  get bar(): number {
    const { bar } = this.#top;
    return Number.isNaN(bar) ? Number.NEGATIVE_INFINITY : bar;
  }

  offer(number: number, score: number): void {
    // Numbered from 1 there, since 0 stands for none.
    this.#top.offer(number + 1, score);
  }

  /** By rising number; empties it. */
  take(visit: (number: number, score: number) => void): void {
    this.#top.writeRow(this.#numbers, this.#scores, 0);
    const order = Array.from(this.#numbers.keys()).filter((place) => this.#numbers[place] !== 0);
    order.sort((a, b) => this.#numbers[a]! - this.#numbers[b]!);
    for (const place of order) visit(this.#numbers[place]! - 1, this.#scores[place]!);
  }
}

/** Within a trie: the end of a beam that is an ID, then the children of its node by rising token; beam after beam. */
export class TrieFollowers {
  readonly #trie: ItemTrie;
  readonly #endToken: number;
  readonly #vocabularySize: number;
  readonly #best: Best;
  /** Number of the first follower of each beam. */
  readonly #firsts: Uint32Array;

  constructor(trie: ItemTrie, beamCount: number, vocabularySize: number, endToken: number) {
    this.#trie = trie;
    this.#endToken = endToken;
    this.#vocabularySize = vocabularySize;
    this.#best = new Best(2 * beamCount);
    this.#firsts = new Uint32Array(beamCount);
  }

  count(beams: Beams): number {
    const { offsets, items } = this.#trie;
    let count = 0;
    for (let beam = 0; beam < beams.count; beam++) {
      const node = beams.node(beam);
      count += offsets[node + 1]! - offsets[node]! + (items[node] === 0 ? 0 : 1);
    }
    return count;
  }

  /**
   * Where the followers stand in log-probabilities of [rows, vocabulary], beam 0 being row `firstRow`; from `places[at]` on.
   * @returns The place after them.
   */
  writePlaces(beams: Beams, firstRow: number, places: Int32Array, at: number): number {
    const { offsets, items, tokens } = this.#trie;
    let next = at;
    for (let beam = 0; beam < beams.count; beam++) {
      const node = beams.node(beam);
      const row = (firstRow + beam) * this.#vocabularySize;
      if (items[node] !== 0) places[next++] = row + this.#endToken;
      const end = offsets[node + 1]!;
      for (let edge = offsets[node]!; edge < end; edge++) places[next++] = row + tokens[edge]!;
    }
    return next;
  }

  /**
   * @param told Log-probabilities of the followers one after the other (`followers`), or [beams, vocabulary] (`all`).
   */
  addBest(
    candidates: Candidates,
    beams: Beams,
    barred: Barred | null,
    told: Float32Array,
    of: 'followers' | 'all',
  ): void {
    const { offsets, items, tokens } = this.#trie;
    const best = this.#best;
    let number = 0;
    let bar = best.bar;
    const offer = (score: number): void => {
      best.offer(number, score);
      bar = best.bar;
    };
    for (let beam = 0; beam < beams.count; beam++) {
      this.#firsts[beam] = number;
      const before = beams.score(beam);
      const node = beams.node(beam);
      const row = of === 'all' ? beam * this.#vocabularySize : -1;
      const item = items[node]!;
      if (item !== 0) {
        const score = Math.fround(before + told[row < 0 ? number : row + this.#endToken]!);
        if (score > bar && barred?.hasItem(item) !== true) offer(score);
        number++;
      }
      const end = offsets[node + 1]!;
      for (let edge = offsets[node]!; edge < end; edge++, number++) {
        const score = Math.fround(before + told[row < 0 ? number : row + tokens[edge]!]!);
        if (score > bar && barred?.hasNode(edge + 1) !== true) offer(score);
      }
    }
    let beam = 0;
    best.take((chosen, score) => {
      while (beam + 1 < beams.count && this.#firsts[beam + 1]! <= chosen) beam++;
      this.#add(candidates, beam, beams.node(beam), chosen - this.#firsts[beam]!, score);
    });
  }

  /** The follower of a beam with this number among its own. */
  #add(candidates: Candidates, beam: number, node: number, own: number, score: number): void {
    const { offsets, items, tokens } = this.#trie;
    const hasEnd = items[node] !== 0;
    if (hasEnd && own === 0) {
      candidates.add(beam, this.#endToken, node, score);
      return;
    }
    const edge = offsets[node]! + own - (hasEnd ? 1 : 0);
    candidates.add(beam, tokens[edge]!, edge + 1, score);
  }
}

/** Without a trie: every token. */
export class FreeFollowers {
  readonly #vocabularySize: number;
  readonly #best: Best;

  constructor(beamCount: number, vocabularySize: number) {
    this.#vocabularySize = vocabularySize;
    this.#best = new Best(2 * beamCount);
  }

  /** @param told Log-probabilities, [beams, vocabulary]. */
  addBest(candidates: Candidates, beams: Beams, told: Float32Array): void {
    const size = this.#vocabularySize;
    let { bar } = this.#best;
    for (let beam = 0; beam < beams.count; beam++) {
      const before = beams.score(beam);
      for (let number = beam * size; number < (beam + 1) * size; number++) {
        const score = Math.fround(before + told[number]!);
        if (!(score > bar)) continue;
        this.#best.offer(number, score);
        ({ bar } = this.#best);
      }
    }
    this.#best.take((number, score) => {
      candidates.add(Math.floor(number / size), number % size, 0, score);
    });
  }
}
