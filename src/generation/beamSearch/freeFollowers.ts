/** Continuations without a trie: of all beams and the whole vocabulary, the best that a step looks at. */
import { TopK } from '../../topK.ts';
import type { Beams } from './beams.ts';
import type { Candidates } from './candidates.ts';

export class FreeFollowers {
  readonly #best: TopK;
  readonly #numbers: Uint32Array;
  readonly #scores: Float32Array;
  readonly #vocabularySize: number;

  constructor(beamCount: number, vocabularySize: number) {
    const looked = 2 * beamCount;
    this.#best = new TopK(looked);
    this.#numbers = new Uint32Array(looked);
    this.#scores = new Float32Array(looked);
    this.#vocabularySize = vocabularySize;
  }

  /** @param told Log-probabilities, [beams, vocabulary]. */
  addBest(candidates: Candidates, beams: Beams, told: Float32Array): void {
    const size = this.#vocabularySize;
    for (let beam = 0; beam < beams.count; beam++) {
      const before = beams.score(beam);
      for (let token = 0; token < size; token++) {
        const score = Math.fround(before + told[beam * size + token]!);
        // Numbered from 1, since 0 stands for none.
        const number = beam * size + token + 1;
        if (score > Number.NEGATIVE_INFINITY && this.#best.wouldTake(number, score)) this.#best.offer(number, score);
      }
    }
    this.#best.writeRow(this.#numbers, this.#scores, 0);
    const chosen = Array.from(this.#numbers).filter((number) => number > 0);
    for (const number of chosen.sort((a, b) => a - b)) {
      const place = number - 1;
      candidates.add(Math.floor(place / size), place % size, 0, told[place]);
    }
  }
}
