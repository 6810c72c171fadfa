/**
 * Diverse beam search (Vijayakumar et al. 2018) with groups of one beam each, as IDGenRec writes item IDs: the groups choose
 * one after the other, and what those before have chosen in the same step costs a penalty. By the rules of Hugging Face's
 * group beam search (transformers 4.50), for one request: a group whose best continuation is the end is done, and counts
 * that once as having chosen the second best, from then on as choosing padding.
 */
import type { T5Shape } from '../../network/t5/t5Shape.ts';
import type { BeamResults } from './beams.ts';
import type { BeamSettings } from './beamSettings.ts';

export class DiverseBeams {
  readonly #settings: BeamSettings;
  readonly #penalty: number;
  readonly #maxTokens: number;
  readonly #shape: Pick<T5Shape, 'vocabularySize' | 'endToken' | 'padToken'>;
  /** By group. */
  readonly #scores: Float32Array;
  /** Shape [groups, places]. */
  readonly #tokens: Uint32Array;
  /** Groups that run, by their row in the decoder. */
  #running: number[] = [];
  #place = 0;
  /** Row that each running group had before. */
  #parents: number[] = [];
  /** How many groups have chosen a token in this step. */
  readonly #chosen: Float32Array;
  readonly #ended: { readonly group: number; readonly score: number; readonly length: number }[] = [];

  /** @param maxTokens Most tokens of a result, its end counted; what has no end by then is cut, and is a result. */
  constructor(
    settings: BeamSettings,
    penalty: number,
    maxTokens: number,
    shape: Pick<T5Shape, 'vocabularySize' | 'endToken' | 'padToken'>,
  ) {
    this.#settings = settings;
    this.#penalty = penalty;
    this.#maxTokens = maxTokens;
    this.#shape = shape;
    this.#scores = new Float32Array(settings.beams);
    this.#tokens = new Uint32Array(settings.beams * maxTokens);
    this.#chosen = new Float32Array(shape.vocabularySize);
  }

  /** All groups together are one beam without tokens. */
  begin(): void {
    this.#running = Array.from({ length: this.#settings.beams }, (_, group) => group);
    this.#scores.fill(0);
    this.#place = 0;
    this.#ended.length = 0;
  }

  /** Gives the request up. */
  abandon(): void {
    this.#running = [];
  }

  get isDone(): boolean {
    return this.#running.length === 0;
  }

  /** Beams that run. */
  get count(): number {
    return this.#place === 0 ? 1 : this.#running.length;
  }

  /** Tokens of every running beam. */
  get place(): number {
    return this.#place;
  }

  lastToken(beam: number): number {
    return this.#tokens[this.#running[beam]! * this.#maxTokens + this.#place - 1]!;
  }

  /** The beam of the step before that a running beam continues. */
  parent(beam: number): number {
    return this.#parents[beam]!;
  }

  /** @param told Log-probabilities, [beams, vocabulary]. */
  advance(told: Float32Array): void {
    const { vocabularySize, endToken, padToken } = this.#shape;
    const rows = new Map(this.#running.map((group, row) => [group, this.#place === 0 ? 0 : row]));
    const running: number[] = [];
    const parents: number[] = [];
    this.#chosen.fill(0);
    for (let group = 0; group < this.#settings.beams; group++) {
      const row = rows.get(group);
      if (row === undefined) {
        this.#chosen[padToken]!++;
        continue;
      }
      const [best, second] = this.#bestTwo(told.subarray(row * vocabularySize, (row + 1) * vocabularySize));
      const score = Math.fround(this.#scores[group]! + best.score);
      if (best.token === endToken) {
        this.#end(group, score, this.#place);
        this.#chosen[second.token]!++;
        continue;
      }
      this.#chosen[best.token]!++;
      this.#tokens[group * this.#maxTokens + this.#place] = best.token;
      this.#scores[group] = score;
      if (this.#place + 1 === this.#maxTokens) {
        this.#end(group, score, this.#place + 1);
        continue;
      }
      running.push(group);
      parents.push(row);
    }
    this.#running = running;
    this.#parents = parents;
    this.#place++;
  }

  /** Of all groups, best first. */
  get results(): BeamResults {
    const sorted = [...this.#ended].sort((a, b) => b.score - a.score);
    const tokens = new Uint32Array(sorted.length * this.#maxTokens);
    sorted.forEach(({ group, length }, place) => {
      const start = group * this.#maxTokens;
      tokens.set(this.#tokens.subarray(start, start + length), place * this.#maxTokens);
    });
    return {
      count: sorted.length,
      scores: Float32Array.from(sorted, ({ score }) => score),
      nodes: new Uint32Array(sorted.length),
      tokens,
      lengths: Uint32Array.from(sorted, ({ length }) => length),
    };
  }

  #end(group: number, sum: number, length: number): void {
    const score = Math.fround(sum / Math.fround((this.#place + 1) ** this.#settings.lengthPenalty));
    this.#ended.push({ group, score, length });
  }

  /** Of equal ones the lower token. */
  #bestTwo(told: Float32Array): [Choice, Choice] {
    let best: Choice = { token: 0, score: Number.NEGATIVE_INFINITY };
    let second = best;
    for (let token = 0; token < told.length; token++) {
      const score = Math.fround(told[token]! - Math.fround(this.#penalty * this.#chosen[token]!));
      if (score > best.score) [best, second] = [{ token, score }, best];
      else if (score > second.score) second = { token, score };
    }
    return [best, second];
  }
}

interface Choice {
  readonly token: number;
  readonly score: number;
}
