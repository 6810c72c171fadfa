/** Runs a TypeScript file in a process of its own, so that its memory is only its own, and reads the JSON it prints. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ENGINE_ENVIRONMENT } from '../../../src/engine/processEnvironment.ts';

export async function childJson<Answer>(file: string, words: readonly (string | number)[]): Promise<Answer> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const tsx = import.meta.resolve('tsx');
  const env = { ...ENGINE_ENVIRONMENT, ...process.env };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--import', tsx, path, ...words.map(String)],
    {
      env,
    },
  );
  return JSON.parse(stdout) as Answer;
}
