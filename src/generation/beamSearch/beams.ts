/**
 * The beams of one request, step by step, by the rules of Hugging Face's beam search: of all continuations the best
 * 2 * beams are looked at; those among the first `beams` that end become results, and the first `beams` that do not end
 * run on. What Hugging Face fills up with beams of no probability does not exist here.
 *
 * No candidate is dropped while there are at most as many as beams, and results and running beams together never become
 * fewer than the candidates or the beams, whichever is less: a search within a trie finds min(beams, items) results.
 */
import { TopK } from '../../topK.ts';
import type { BeamSettings } from './beamSettings.ts';
import type { Candidates } from './candidates.ts';

/** Sequences that ended, best first. */
export interface BeamResults {
  readonly count: number;
  readonly scores: Float32Array;
  /** Node of the trie whose ID ended. */
  readonly nodes: Uint32Array;
  /** Shape [beams, places]: tokens without the end, `lengths` of them. */
  readonly tokens: Uint32Array;
  readonly lengths: Uint32Array;
}

/** What one generation of beams is. */
interface Generation {
  readonly scores: Float32Array;
  readonly nodes: Uint32Array;
  /** Shape [beams, places]. */
  readonly tokens: Uint32Array;
}

export class Beams {
  readonly #settings: BeamSettings;
  readonly #maxTokens: number;
  readonly #endToken: number;
  readonly #best: TopK;
  readonly #order: Uint32Array;
  readonly #orderScores: Float32Array;
  #running: Generation;
  #next: Generation;
  #count = 0;
  #place = 0;
  #isDone = true;
  readonly #parents: Uint32Array;
  readonly #results: BeamResults & { count: number };

  /** @param maxTokens Most tokens of a result, its end counted; what has no end by then is cut, and is a result. */
  constructor(settings: BeamSettings, maxTokens: number, endToken: number) {
    const { beams } = settings;
    this.#settings = settings;
    this.#maxTokens = maxTokens;
    this.#endToken = endToken;
    this.#best = new TopK(2 * beams);
    this.#order = new Uint32Array(2 * beams);
    this.#orderScores = new Float32Array(2 * beams);
    const generation = (): Generation => ({
      scores: new Float32Array(beams),
      nodes: new Uint32Array(beams),
      tokens: new Uint32Array(beams * maxTokens),
    });
    this.#running = generation();
    this.#next = generation();
    this.#parents = new Uint32Array(beams);
    this.#results = { count: 0, ...generation(), lengths: new Uint32Array(beams) };
  }

  /** One beam without tokens, at the root. */
  begin(): void {
    this.#count = 1;
    this.#place = 0;
    this.#isDone = false;
    this.#running.scores[0] = 0;
    this.#running.nodes[0] = 0;
    this.#results.count = 0;
  }

  /** Gives the request up. */
  abandon(): void {
    this.#isDone = true;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Beams that run. */
  get count(): number {
    return this.#count;
  }

  /** Tokens of every running beam. */
  get place(): number {
    return this.#place;
  }

  node(beam: number): number {
    return this.#running.nodes[beam]!;
  }

  lastToken(beam: number): number {
    return this.#running.tokens[beam * this.#maxTokens + this.#place - 1]!;
  }

  score(beam: number): number {
    return this.#running.scores[beam]!;
  }

  /** The beam of the step before that a running beam continues. */
  parent(beam: number): number {
    return this.#parents[beam]!;
  }

  get results(): BeamResults {
    return this.#results;
  }

  /** Chooses among the best continuations. */
  advance(candidates: Candidates): void {
    const { beams } = this.#settings;
    for (let candidate = 0; candidate < candidates.count; candidate++) {
      // Numbered from 1, since 0 stands for none.
      this.#best.offer(candidate + 1, candidates.scores[candidate]!);
    }
    this.#best.writeRow(this.#order, this.#orderScores, 0);
    let count = 0;
    for (let rank = 0; rank < candidates.count; rank++) {
      const candidate = this.#order[rank]! - 1;
      const hasEnd = candidates.tokens[candidate] === this.#endToken;
      if (hasEnd || this.#place + 1 === this.#maxTokens) {
        if (rank < beams) this.#finish(candidates, candidate, hasEnd);
      } else if (count < beams) {
        this.#runOn(candidates, candidate, count++);
      }
    }
    [this.#running, this.#next] = [this.#next, this.#running];
    this.#count = count;
    this.#place++;
    this.#isDone = count === 0 || !this.#canImprove();
  }

  #runOn(candidates: Candidates, candidate: number, beam: number): void {
    const parent = candidates.beams[candidate]!;
    this.#parents[beam] = parent;
    this.#next.scores[beam] = candidates.scores[candidate]!;
    this.#next.nodes[beam] = candidates.nodes[candidate]!;
    this.#copyTokens(parent, this.#next.tokens, beam);
    this.#next.tokens[beam * this.#maxTokens + this.#place] = candidates.tokens[candidate]!;
  }

  /** Results stay sorted; of equal scores the one that was found first comes first. */
  #finish(candidates: Candidates, candidate: number, hasEnd: boolean): void {
    const { scores, nodes, tokens, lengths } = this.#results;
    const { beams, lengthPenalty } = this.#settings;
    const sum = candidates.scores[candidate]!;
    const score = Math.fround(sum / Math.fround((this.#place + 1) ** lengthPenalty));
    if (this.#results.count === beams && !(score > scores[beams - 1]!)) return;
    let place = Math.min(this.#results.count, beams - 1);
    this.#results.count = place + 1;
    for (; place > 0 && scores[place - 1]! < score; place--) {
      scores[place] = scores[place - 1]!;
      nodes[place] = nodes[place - 1]!;
      lengths[place] = lengths[place - 1]!;
      tokens.copyWithin(place * this.#maxTokens, (place - 1) * this.#maxTokens, place * this.#maxTokens);
    }
    scores[place] = score;
    nodes[place] = candidates.nodes[candidate]!;
    this.#copyTokens(candidates.beams[candidate]!, tokens, place);
    lengths[place] = this.#place;
    if (hasEnd) return;
    tokens[place * this.#maxTokens + this.#place] = candidates.tokens[candidate]!;
    lengths[place] = this.#place + 1;
  }

  #copyTokens(beam: number, to: Uint32Array, row: number): void {
    const start = beam * this.#maxTokens;
    to.set(this.#running.tokens.subarray(start, start + this.#place), row * this.#maxTokens);
  }

  #canImprove(): boolean {
    const { beams, lengthPenalty, stopping } = this.#settings;
    if (this.#results.count < beams) return true;
    if (stopping === 'first') return false;
    const length = stopping === 'exact' && lengthPenalty > 0 ? this.#maxTokens : this.#place;
    const best = Math.fround(this.#running.scores[0]! / Math.fround(length ** lengthPenalty));
    return best > this.#results.scores[beams - 1]!;
  }
}
