/** What can go wrong with a request for one user, short of stopping everything (which is a UserError). */
import type { ChatAnswer } from './chatModel.ts';

/** May pass: too many requests, a server that stumbles, an answer that is damaged. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
  /** Null where the endpoint names no time. */
  readonly retryAfterSeconds: number | null;
  /** What was answered, and is to be paid for, though it is of no use; null where nothing was. */
  readonly useless: ChatAnswer | null;

  constructor(message: string, retryAfterSeconds: number | null = null, useless: ChatAnswer | null = null) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
    this.useless = useless;
  }
}

/** The endpoint will not answer this very request, now or later. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
