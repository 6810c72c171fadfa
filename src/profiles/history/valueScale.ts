/** What the number beside an event means: stars, the share watched, or nothing that can be put into words. */
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';

/** `liked` and above, and `disliked` and below, are what the paper's prompts call high and low (4 and 2 stars, 80 and 50 %). */
export interface ValueScale {
  readonly kind: 'stars' | 'share';
  readonly highest: number;
  readonly liked: number;
  readonly disliked: number;
}

const STARS: ValueScale = { kind: 'stars', highest: 5, liked: 4, disliked: 2 };
const SHARE: ValueScale = { kind: 'share', highest: 100, liked: 80, disliked: 50 };

/** By the source where its scale is known; otherwise values within 0 to 5 over `rows`, the training rows, are stars. */
export function valueScale(
  { values, provenance }: Pick<InteractionDataset, 'values' | 'provenance'>,
  rows: Uint32Array,
): ValueScale | null {
  if (values === null) return null;
  if (provenance.format === 'kion') return SHARE;
  if (['movielens', 'amazon-2014', 'amazon-2023'].includes(provenance.format)) return STARS;
  let isStars = false;
  for (const row of rows) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    if (value < 0 || value > STARS.highest) return null;
    isStars ||= value > 1;
  }
  return isStars ? STARS : null;
}
