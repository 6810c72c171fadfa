/** SASRec with full softmax cross-entropy (switchable), the field's strong sequential baseline. */
import { sasrecObjective, sasrecOf, sasrecSettings } from '../src/sequential/sasrec.ts';
import { defineSequentialBaseline } from '../src/sequential/sequentialBaseline.ts';

export default defineSequentialBaseline({
  id: 'sasrec',
  summary: 'Self-attention over the history (Kang and McAuley 2018), trained with softmax over the whole catalogue.',
  settingsSchema: sasrecSettings,
  model: sasrecOf,
  objective: sasrecObjective,
});
