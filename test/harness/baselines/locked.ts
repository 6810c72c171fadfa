/** Can be trained, and not be loaded again. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';
import { countModel } from '../../../src/countModel.ts';

export default defineBaseline({
  summary: 'Loses its key.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: ({ itemCount }) =>
    Promise.resolve(
      countModel(
        'locked',
        Float32Array.from({ length: itemCount + 1 }, (_, item) => item),
      ),
    ),
  load: () => Promise.reject(new Error('the key is lost')),
});
