/** BERT4Rec that learns from its users' profiles while it is trained, and is served as BERT4Rec is. */
import { z } from 'zod';
import {
  distilledBert4recEcir26,
  bert4recFields,
  bert4recObjective,
  bert4recOf,
  paddingHasRows,
  somethingIsMasked,
} from '../src/sequential/bert4rec.ts';
import {
  distillable,
  distilled,
  distillationEcir26,
  distillationFields,
  distilledWidth,
} from '../src/sequential/distillation.ts';
import { defineSequentialBaseline } from '../src/sequential/sequentialBaseline.ts';
import { wholeHeads } from '../src/sequential/wholeHeads.ts';

export default defineSequentialBaseline({
  id: 'bert4rec-distilled',
  summary: 'BERT4Rec with an auxiliary loss towards vectors of user profiles (Severin et al. 2026), then without it.',
  needs: ['profiles'],
  settingsSchema: z
    .strictObject({ ...bert4recFields, ...distillationFields })
    .check(wholeHeads, paddingHasRows, somethingIsMasked, distillable('bert4rec')),
  protocols: { ecir26: { ...distilledBert4recEcir26, ...distillationEcir26 } },
  profileWidth: distilledWidth,
  model: bert4recOf,
  objective: distilled('bert4rec', bert4recObjective),
});
