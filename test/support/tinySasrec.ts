/** The smallest SASRec in which everything there is takes part: two blocks, two heads, small enough for finite differences. */
import type { SasrecShape } from '../../src/network/sasrecNetwork.ts';

export const TINY_SASREC: SasrecShape = {
  itemCount: 9,
  maxLength: 5,
  width: 4,
  blockCount: 2,
  headCount: 2,
  norm: 'pre',
  paddingMask: 'hidden',
  output: 'tied',
  initialDeviation: 0.3,
};
