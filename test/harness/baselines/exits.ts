/** Takes its whole process down, as a native library may, after a word on standard error. */
import { z } from 'zod';
import { defineBaseline } from '../../../src/baseline.ts';

export default defineBaseline({
  summary: 'Ends its process while it is fitted.',
  needs: [],
  settingsSchema: z.strictObject({ how: z.enum(['exit', 'signal']) }),
  fit: (_, { how }) => {
    process.stderr.write('bad free(): corrupted list\n');
    if (how === 'exit') process.exit(7);
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
  load: () => Promise.reject(new Error('cannot be loaded')),
});
