/** One request to an endpoint, within a time and with a longest answer: every way to fail ends in an error of ours. */
import { PassingError } from '../errors.ts';
import type { RawResponse } from './chatResponse.ts';

/** A profile is a few kilobytes: what is longer is no answer. */
const LONGEST_BODY_BYTES = 8 * 1024 * 1024;

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutSeconds: number;
  /** Aborted when the user wants to stop; its reason is then thrown. */
  readonly signal: AbortSignal;
}

export async function postChat({ url, headers, body, timeoutSeconds, signal }: PostRequest): Promise<RawResponse> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
      // A key must not follow wherever an endpoint points.
      redirect: 'manual',
      signal: AbortSignal.any([timeout, signal]),
    });
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      body: await readBody(response),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw new PassingError(`no whole answer within ${timeoutSeconds} s ("timeoutSeconds")`);
    if (error instanceof PassingError) throw error;
    throw new PassingError(connectionProblem(error));
  }
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  if (response.body === null) return text;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_BODY_BYTES) throw new PassingError(`its answer is beyond ${LONGEST_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `fetch` says "fetch failed" or "terminated" and puts what happened into the cause. */
function connectionProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return code === 'ECONNREFUSED' ? 'nobody answers at its address (ECONNREFUSED)' : `the connection broke (${code})`;
}
