/** The same list for everybody: what the training data holds most of. */
import { z } from 'zod';
import { defineBaseline } from '../src/baseline.ts';
import { countModel, loadCountModel } from '../src/countModel.ts';

const KIND = 'popularity';

export default defineBaseline({
  summary: 'Recommends the items with the most training events, whatever the history.',
  needs: [],
  settingsSchema: z.strictObject({
    count: z
      .enum(['events', 'users'])
      .default('events')
      .describe('What popularity counts: every event, or each user once per item.'),
  }),
  fit({ train, itemCount }, { count }) {
    const scores = new Float32Array(itemCount + 1);
    const lastSequence = new Uint32Array(itemCount + 1);
    for (let sequence = 0; sequence < train.users.length; sequence++) {
      for (let row = train.offsets[sequence]!; row < train.offsets[sequence + 1]!; row++) {
        const item = train.items[row]!;
        if (count === 'users' && lastSequence[item] === sequence + 1) continue;
        lastSequence[item] = sequence + 1;
        scores[item]!++;
      }
    }
    return Promise.resolve(countModel(KIND, scores));
  },
  load: ({ directory }) => loadCountModel(KIND, directory),
});
