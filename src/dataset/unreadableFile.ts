/** What DuckDB says of a file that it cannot read at all, in a sentence that helps. */
import { UserError } from '../errors.ts';
import type { WorkFile } from './plainFile.ts';

export function unreadableFile(file: WorkFile, error: unknown): UserError {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('state machine reached an invalid state')) {
    return new UserError(
      `${file.label} mixes line ends (\\n and \\r\\n); make them all alike, for example with dos2unix, and run again`,
      { cause: error },
    );
  }
  return new UserError(`${file.label} cannot be read as this format: ${message.split('\n')[0]!}`, { cause: error });
}
