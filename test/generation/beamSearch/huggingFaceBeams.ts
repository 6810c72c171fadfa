/**
 * Beam search as Hugging Face writes it (transformers 5.23, `GenerationMixin._beam_search`), for one request and in plain
 * numbers: scores of -1e9 for what is no beam, -Infinity for what a constraint forbids, the whole vocabulary every time.
 */
import type { BeamSettings } from '../../../src/generation/beamSearch/beamSettings.ts';

const NOTHING = -1e9;

interface Hypothesis {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly hasEnded: boolean;
}

export interface Ended {
  readonly tokens: readonly number[];
  readonly score: number;
}

const single = Math.fround;
const byScore = (a: { score: number }, b: { score: number }): number => b.score - a.score;

/** @param logProbabilities Of the whole vocabulary after a prefix; -Infinity where that is forbidden. */
export function huggingFaceBeams(
  { beams, lengthPenalty, stopping }: BeamSettings,
  maxTokens: number,
  endToken: number,
  logProbabilities: (prefix: readonly number[]) => readonly number[],
): Ended[] {
  let running = Array.from({ length: beams }, (_, beam) => ({
    tokens: [] as readonly number[],
    score: beam === 0 ? 0 : NOTHING,
  }));
  let results: Hypothesis[] = running.map(() => ({ tokens: [], score: NOTHING, hasEnded: false }));
  for (let place = 0; place < maxTokens; place++) {
    const isFull = results.every(({ hasEnded }) => hasEnded) && stopping === 'first';
    const continuations = running
      .flatMap(({ tokens, score }) =>
        logProbabilities(tokens).map((own, token) => ({ tokens: [...tokens, token], score: single(own + score) })),
      )
      .sort(byScore)
      .slice(0, 2 * beams)
      .map((entry) => ({ ...entry, hasEnded: entry.tokens.at(-1) === endToken || place + 1 === maxTokens }));
    running = continuations
      .map(({ tokens, score, hasEnded }) => ({ tokens, score: hasEnded ? single(score + NOTHING) : score }))
      .sort(byScore)
      .slice(0, beams);
    const ended = continuations.map(({ tokens, score, hasEnded }, rank) => {
      const counts = hasEnded && rank < beams;
      const final = single(score / single((place + 1) ** lengthPenalty));
      return { tokens, score: single(final + (isFull || !counts ? NOTHING : 0)), hasEnded: counts };
    });
    results = [...results, ...ended].sort(byScore).slice(0, beams);
    const length = stopping === 'exact' && lengthPenalty > 0 ? maxTokens : place + 1;
    const best = single(running[0]!.score / single(length ** lengthPenalty));
    const worst = results.every(({ hasEnded }) => hasEnded) ? Math.min(...results.map(({ score }) => score)) : NOTHING;
    const isFinished = stopping === 'first' && results.every(({ hasEnded }) => hasEnded);
    if (!(best > worst) || isFinished || continuations.every(({ hasEnded }) => hasEnded)) break;
  }
  // What is left of beams that never were.
  return results.filter(({ hasEnded, score }) => hasEnded && score > NOTHING / 100);
}
