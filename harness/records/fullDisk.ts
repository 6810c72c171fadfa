/** A disk without room is nobody's result: no record could say so. */
import { UserError } from '../../src/errors.ts';

/** Whether a message, of the system or of a child process, says that there is no room left. */
export function isDiskFull(message: string): boolean {
  return /ENOSPC|no space left on device/iu.test(message);
}

export function diskFull(resultsDirectory: string): UserError {
  return new UserError(
    `There is no room left on the disk of ${resultsDirectory} (or of the cache). What is recorded is whole; make room, ` +
      'and the same command goes on.',
  );
}
