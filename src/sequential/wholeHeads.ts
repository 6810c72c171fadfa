/** A check of settings: attention cuts the width into equal heads. */
import { z } from 'zod';

export const wholeHeads = z.refine<{ readonly width: number; readonly heads: number }>(
  ({ width, heads }) => width % heads === 0,
  { error: 'width must be a multiple of heads.', path: ['heads'] },
);
