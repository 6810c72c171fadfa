/** Any model in the same race: a program in any language that answers JSON lines (see src/external/protocol.md). */
import { existsSync, statSync } from 'node:fs';
import { z } from 'zod';
import { defineBaseline } from '../src/baseline.ts';
import { fitExternal, loadExternal } from '../src/external/externalModel.ts';

export default defineBaseline({
  summary: 'A model behind a command of the user: the split goes out as files, top-k lists come back.',
  needs: [],
  takesItemText: true,
  settingsSchema: z.strictObject({
    command: z
      .array(z.string().min(1))
      .min(1)
      .describe('Program and its words; "$NAME" stands for a variable of the environment.'),
    settings: z.record(z.string(), z.unknown()).default({}).describe('Passed on to the program as they are.'),
  }),
  files: ({ command }) => command.filter((word) => existsSync(word) && statSync(word).isFile()),
  fit: (input, settings) => fitExternal(input, settings),
  load: ({ directory }) => loadExternal(directory),
});
