/** Added to the scores of pairs that may not see each other: large enough to swallow the score, finite for gradients. */
export const HIDDEN_SCORE = -1e9;
