/** BERT4Rec: attention in both directions, trained on masked items with softmax over the whole catalogue. */
import { bert4recObjective, bert4recOf, bert4recSettings } from '../src/sequential/bert4rec.ts';
import { defineSequentialBaseline } from '../src/sequential/sequentialBaseline.ts';

export default defineSequentialBaseline({
  id: 'bert4rec',
  summary: 'Attention to both sides of masked items (Sun et al. 2019), trained with softmax over the whole catalogue.',
  settingsSchema: bert4recSettings,
  model: bert4recOf,
  objective: bert4recObjective,
});
