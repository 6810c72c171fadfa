/** The rules of a beam search, which are those of Hugging Face's `generate` (transformers 5.23). */

/**
 * When a request is done, after as many results as beams have ended (`early_stopping` in Hugging Face):
 * `heuristic` (False): when the best running beam, divided by its present length, is no better than the worst result;
 * `exact` ("never"): when it could not become better at any length;
 * `first` (True): at once.
 */
export const STOPPING = ['heuristic', 'exact', 'first'] as const;
export type Stopping = (typeof STOPPING)[number];

export interface BeamSettings {
  /** Beams of a request, and its most results. */
  readonly beams: number;
  /** A result's score is its summed log-probability divided by (its tokens, end token counted) to this power. */
  readonly lengthPenalty: number;
  readonly stopping: Stopping;
  /**
   * What it costs a beam to choose a token that an earlier one has chosen in the same step; see `DiverseBeams`, for which
   * there may be no trie. 0, or left out: beams do not know of each other.
   */
  readonly diversityPenalty?: number;
}
