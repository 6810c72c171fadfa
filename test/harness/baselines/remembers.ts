/** Popularity that works a while for every history but the one it was asked for last. */
import { z } from 'zod';
import { defineBaseline, type FittedModel } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';

const WORK_MILLISECONDS = 2;

function remembering(model: FittedModel): FittedModel {
  let last = '';
  return {
    ...model,
    recommend(histories, options) {
      const asked = histories.items.join();
      const end = performance.now() + (asked === last ? 0 : WORK_MILLISECONDS);
      while (performance.now() < end);
      last = asked;
      return model.recommend(histories, options);
    },
  };
}

export default defineBaseline({
  summary: 'Caches its last answer.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: ({ itemCount }) =>
    Promise.resolve(
      remembering(
        countModel(
          'remembers',
          Float32Array.from({ length: itemCount + 1 }, (_, item) => item),
        ),
      ),
    ),
  load: async ({ directory }) => remembering(await loadCountModel('remembers', directory)),
});
