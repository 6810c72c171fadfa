/** Numbers of the random streams under one seed. A new use takes a new number; numbers are never reused. */
export const STREAMS = {
  parameters: 1,
  epochOrder: 2,
  negatives: 3,
  masks: 4,
  templates: 5,
  batchOrder: 6,
  /** Dropout site i uses stream `dropout + i`. */
  dropout: 16,
} as const;
