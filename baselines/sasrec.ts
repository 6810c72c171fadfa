/** SASRec with full softmax cross-entropy (switchable), the field's strong sequential baseline. */
import { z } from 'zod';
import { distanceLogFields, loggable, logged, loggedWidth } from '../src/sequential/distillation.ts';
import {
  firstItemNeedsPadding,
  sasrecEcir26,
  sasrecFields,
  sasrecObjective,
  sasrecOf,
} from '../src/sequential/sasrec.ts';
import { defineSequentialBaseline } from '../src/sequential/sequentialBaseline.ts';
import { wholeHeads } from '../src/sequential/wholeHeads.ts';

export default defineSequentialBaseline({
  id: 'sasrec',
  summary: 'Self-attention over the history (Kang and McAuley 2018), trained with softmax over the whole catalogue.',
  settingsSchema: z
    .strictObject({ ...sasrecFields, ...distanceLogFields })
    .check(wholeHeads, firstItemNeedsPadding, loggable('sasrec')),
  protocols: { ecir26: sasrecEcir26 },
  profileWidth: loggedWidth,
  model: sasrecOf,
  objective: logged('sasrec', sasrecObjective),
});
