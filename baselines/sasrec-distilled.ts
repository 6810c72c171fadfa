/** SASRec that learns from its users' profiles while it is trained, and is served as SASRec is. */
import { z } from 'zod';
import {
  distillable,
  distilled,
  distillationEcir26,
  distillationFields,
  distilledWidth,
} from '../src/sequential/distillation.ts';
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
  id: 'sasrec-distilled',
  summary: 'SASRec with an auxiliary loss towards vectors of user profiles (Severin et al. 2026), then without it.',
  needs: ['profiles'],
  settingsSchema: z
    .strictObject({ ...sasrecFields, ...distillationFields })
    .check(wholeHeads, firstItemNeedsPadding, distillable('sasrec')),
  protocols: { ecir26: { ...sasrecEcir26, ...distillationEcir26 } },
  profileWidth: distilledWidth,
  model: sasrecOf,
  objective: distilled('sasrec', sasrecObjective),
});
