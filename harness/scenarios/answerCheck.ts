/**
 * Compares the answers of timed calls with those that the accuracy was computed from: a model that is quick because it
 * answers something else must not pass.
 */
import type { Ranking } from '../../src/ranking.ts';
import type { AnswerCounts } from './scenarioPart.ts';

/** Relative to the largest score of the list: sums in another order differ by less, different items by more. */
const ROUNDING = 1e-4;

export interface ReferenceAnswers {
  readonly k: number;
  /** Shape [cases, k]. */
  readonly items: Uint32Array;
  /** Shape [cases, k]. */
  readonly scores: Float32Array;
}

export class AnswerCheck {
  readonly #reference: ReferenceAnswers;
  #counts = { checked: 0, swapped: 0, different: 0 };

  constructor(reference: ReferenceAnswers) {
    this.#reference = reference;
  }

  /** `rows`: the test case of each list. */
  compare(ranking: Ranking, rows: ArrayLike<number>): void {
    for (let list = 0; list < rows.length; list++) {
      this.#counts.checked++;
      const answer = this.#compareList(ranking, list, rows[list]!);
      if (answer !== 'same') this.#counts[answer]++;
    }
  }

  /** Since the last time it was asked. */
  takeCounts(): AnswerCounts {
    const counts = this.#counts;
    this.#counts = { checked: 0, swapped: 0, different: 0 };
    return counts;
  }

  #compareList(ranking: Ranking, list: number, row: number): 'same' | 'swapped' | 'different' {
    const { k, items, scores } = this.#reference;
    let isSame = true;
    let largest: number | null = null;
    for (let place = 0; place < k; place++) {
      const [asked, known] = [list * k + place, row * k + place];
      if (ranking.items[asked] === items[known]) continue;
      isSame = false;
      largest ??= largestOf(scores.subarray(row * k, (row + 1) * k));
      if (!(Math.abs(ranking.scores[asked]! - scores[known]!) <= ROUNDING * largest)) return 'different';
    }
    return isSame ? 'same' : 'swapped';
  }
}

/** By size; places without an item have no score. */
function largestOf(scores: Float32Array): number {
  return scores.reduce((most, score) => (Number.isFinite(score) ? Math.max(most, Math.abs(score)) : most), 0);
}

export function addCounts(all: readonly AnswerCounts[]): AnswerCounts {
  const sum = (pick: keyof AnswerCounts) => all.reduce((total, counts) => total + counts[pick], 0);
  return { checked: sum('checked'), swapped: sum('swapped'), different: sum('different') };
}
