/**
 * A mistake of the user's that one sentence can explain: what is wrong, where (file and line, or config path) and what
 * to do about it. The command line prints the sentence alone and ends with exit code 2; any other error is our bug and
 * prints its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
