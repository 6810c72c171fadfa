/** A whole number from the command line. */
import { UserError } from '../src/errors.ts';

export function wholeNumber(flag: string, word: string, least: number): number {
  const number = /^\d+$/u.test(word) ? Number(word) : NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UserError(`${flag} ${word}: must be a whole number, at least ${least}.`);
}
