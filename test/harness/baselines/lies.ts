/** Answers well enough, but says of itself what cannot be. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';
import { countModel, loadCountModel } from '../../../src/countModel.ts';

export default defineBaseline({
  summary: 'Has as many parameters as there are numbers that are none.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: ({ itemCount }) =>
    Promise.resolve({ ...countModel('lies', new Float32Array(itemCount + 1)), parameterCount: NaN }),
  load: ({ directory }) => loadCountModel('lies', directory),
});
