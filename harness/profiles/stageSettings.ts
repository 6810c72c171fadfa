/** Settings of one stage on the command line: YAML as it stands in a config, or a file with it. */
import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { parseConfigText, readConfigText } from '../config/configText.ts';
import { settingsFaults } from '../config/settingsErrors.ts';

/** @throws UserError that names every fault. */
export function stageSettings<Schema extends z.ZodType>(words: string, schema: Schema): z.infer<Schema> {
  const text = existsSync(words) ? readConfigText(words) : parseConfigText('--settings', words);
  const checked = schema.safeParse(text.data);
  if (!checked.success) throw text.refuse(settingsFaults(checked.error, schema, text.data));
  return checked.data;
}
