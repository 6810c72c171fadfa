/** What the command line ends with; a run that a signal stopped ends with 128 + its number, as shells have it. */
export const EXIT = {
  done: 0,
  /** Done, but a case failed (or, for a gate, something got worse). */
  failures: 1,
  /** Bad input, or a bug of ours: no answer. */
  badInput: 2,
} as const;
