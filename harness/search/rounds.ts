/** Which settings are tried, and who goes on to the next round of successive halving (Jamieson and Talwalkar 2016). Pure. */
import { randomPermutation } from '../../src/training/randomFill.ts';
import type { SearchSettings } from './searchSettings.ts';

/** No training uses this stream of a seed; see `src/training/streams.ts`. */
const DRAW_STREAM = 8;

/** Some of the candidates, drawn with the seed, in their own order. */
export function drawTrials<Candidate>(candidates: readonly Candidate[], { trials, seed }: SearchSettings): Candidate[] {
  if (trials === null || trials >= candidates.length) return [...candidates];
  const order = randomPermutation({ seed, stream: DRAW_STREAM }, 0, candidates.length);
  return Array.from(order.subarray(0, trials).sort(), (place) => candidates[place]!);
}

export interface SearchRound {
  /** Epochs that each trial of the round may have trained at its end; null: as many as its settings want. */
  readonly epochLimit: number | null;
  readonly trialCount: number;
  /** How many go on; 1 ends the search. */
  readonly keptCount: number;
}

export function searchRounds(trialCount: number, { pruning, firstEpochs }: SearchSettings): SearchRound[] {
  if (pruning === 'none') return [{ epochLimit: null, trialCount, keptCount: 1 }];
  const rounds: SearchRound[] = [];
  let count = trialCount;
  for (let epochLimit = firstEpochs; count > 1 || rounds.length === 0; epochLimit *= 2) {
    const keptCount = Math.ceil(count / 2);
    rounds.push({ epochLimit, trialCount: count, keptCount });
    count = keptCount;
  }
  return rounds;
}

/** Places of the best, best first; equal scores in their order. Without a score nobody is kept. */
export function bestPlaces(scores: readonly (number | null)[], keptCount: number): number[] {
  return scores
    .map((score, place) => ({ score, place }))
    .filter((entry): entry is { score: number; place: number } => entry.score !== null)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .slice(0, keptCount)
    .map(({ place }) => place);
}
