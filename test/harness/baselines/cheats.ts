/** Recommends the last item of the history, which the protocol forbids. */
import { z } from 'zod';
import { defineBaseline, type FittedModel } from '../../../src/baseline.ts';
import { historyCount } from '../../../src/ranking.ts';

const model: FittedModel = {
  parameterCount: 0,
  epochs: [],
  bestEpoch: null,
  compileSeconds: 0,
  recommend: (histories, { k }) => {
    const items = new Uint32Array(historyCount(histories) * k);
    for (let row = 0; row < historyCount(histories); row++) {
      items[row * k] = histories.items[histories.offsets[row + 1]! - 1]!;
    }
    return Promise.resolve({ k, items, scores: new Float32Array(items.length) });
  },
  save: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
};

export default defineBaseline({
  summary: 'Recommends what the history ends with.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: () => Promise.resolve(model),
  load: () => Promise.resolve(model),
});
