/** Fails in the middle of fitting, with a message of two lines. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';

export default defineBaseline({
  summary: 'Throws while it is fitted.',
  needs: [],
  settingsSchema: z.strictObject({}),
  fit: () => Promise.reject(new Error('no cheese left\nsecond line')),
  load: () => Promise.reject(new Error('cannot be loaded')),
});
