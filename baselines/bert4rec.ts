/** BERT4Rec: attention in both directions, trained on masked items with softmax over the whole catalogue. */
import { z } from 'zod';
import {
  bert4recEcir26,
  bert4recFields,
  bert4recObjective,
  bert4recOf,
  paddingHasRows,
  somethingIsMasked,
} from '../src/sequential/bert4rec.ts';
import { distanceLogFields, loggable, logged, loggedWidth } from '../src/sequential/distillation.ts';
import { defineSequentialBaseline } from '../src/sequential/sequentialBaseline.ts';
import { wholeHeads } from '../src/sequential/wholeHeads.ts';

export default defineSequentialBaseline({
  id: 'bert4rec',
  summary: 'Attention to both sides of masked items (Sun et al. 2019), trained with softmax over the whole catalogue.',
  settingsSchema: z
    .strictObject({ ...bert4recFields, ...distanceLogFields })
    .check(wholeHeads, paddingHasRows, somethingIsMasked, loggable('bert4rec')),
  protocols: { ecir26: bert4recEcir26 },
  profileWidth: loggedWidth,
  model: bert4recOf,
  objective: logged('bert4rec', bert4recObjective),
});
