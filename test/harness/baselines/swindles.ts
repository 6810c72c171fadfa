/** Popularity's counts once it is loaded again, its own noise before: what is timed is not what was judged. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';

export default defineBaseline({
  summary: 'Answers something else after loading.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit({ itemCount }) {
    const fitted = countModel(
      'swindles',
      Float32Array.from({ length: itemCount + 1 }, (_, item) => item),
    );
    const other = countModel(
      'swindles',
      Float32Array.from({ length: itemCount + 1 }, (_, item) => -item),
    );
    return Promise.resolve({ ...fitted, save: (directory) => other.save(directory) });
  },
  load: ({ directory }) => loadCountModel('swindles', directory),
});
