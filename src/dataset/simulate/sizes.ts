/** The sizes the simulator offers. The four shapes have the counts of the paper's Table 1, as printed (facts G.1). */
export const SIMULATED_SIZES = [
  'tiny',
  'quick',
  'beauty-shape',
  'ml-20m-shape',
  'kion-shape',
  'amazon-m2-shape',
] as const;
export type SimulatedSize = (typeof SIMULATED_SIZES)[number];

export interface ShopShape {
  readonly userCount: number;
  readonly itemCount: number;
  readonly eventCount: number;
  /** Fewest events of a user. */
  readonly minEvents: number;
  /** Standard deviation of the logarithm of a user's events beyond the fewest. */
  readonly lengthSpread: number;
  readonly timeResolution: 'second' | 'day' | 'none';
  /** Length of the log. */
  readonly days: number;
  /** Mean days between a user's first and last event. */
  readonly meanActiveDays: number;
}

export const SHAPES: Readonly<Record<SimulatedSize, ShopShape>> = {
  tiny: {
    userCount: 200,
    itemCount: 120,
    eventCount: 2_400,
    minEvents: 5,
    lengthSpread: 0.7,
    timeResolution: 'second',
    days: 365,
    meanActiveDays: 180,
  },
  quick: {
    userCount: 2_500,
    itemCount: 1_000,
    eventCount: 36_000,
    minEvents: 5,
    lengthSpread: 0.7,
    timeResolution: 'second',
    days: 730,
    meanActiveDays: 300,
  },
  'beauty-shape': {
    userCount: 70_996,
    itemCount: 39_116,
    eventCount: 436_309,
    minEvents: 4,
    lengthSpread: 1.4,
    timeResolution: 'day',
    days: 3_650,
    meanActiveDays: 500,
  },
  'ml-20m-shape': {
    userCount: 137_165,
    itemCount: 13_132,
    eventCount: 19_933_088,
    minEvents: 20,
    lengthSpread: 1.2,
    timeResolution: 'second',
    days: 7_300,
    meanActiveDays: 120,
  },
  'kion-shape': {
    userCount: 16_797,
    itemCount: 5_626,
    eventCount: 287_698,
    minEvents: 4,
    lengthSpread: 1.1,
    timeResolution: 'day',
    days: 528,
    meanActiveDays: 160,
  },
  'amazon-m2-shape': {
    userCount: 616_502,
    itemCount: 334_060,
    eventCount: 3_651_542,
    minEvents: 3,
    lengthSpread: 0.9,
    timeResolution: 'none',
    days: 21,
    meanActiveDays: 0.05,
  },
};
