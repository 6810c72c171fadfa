/** How far the token embeddings of a T5 go in a step, beside its other weights. */
import { EMBEDDINGS } from '../network/t5/t5Parameters.ts';
import type { T5Shape } from '../network/t5/t5Shape.ts';
import type { GenerativeSettings } from './generativeSettings.ts';

/**
 * T5 was trained with Adafactor, whose steps are in proportion to the size of what they change (Shazeer and Stern 2018,
 * section 8). Adam's are not, and embeddings begin with a deviation of 1, other weights with about width^-0.5.
 */
export function embeddingSteps(
  { embeddingSteps: factor }: Pick<GenerativeSettings, 'embeddingSteps'>,
  { width }: T5Shape,
  isFromScratch: boolean,
): Record<string, number> {
  return { [EMBEDDINGS]: factor ?? (isFromScratch ? width ** 0.5 : 1) };
}
