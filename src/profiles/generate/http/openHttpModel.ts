/** A chat model behind an endpoint: paced, tried again with growing waits, its key kept out of every text. */
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { UserError } from '../../../errors.ts';
import { estimateMessageTokens } from '../../prompt/tokenEstimate.ts';
import type { HttpSource } from '../../source/httpSettings.ts';
import type { ChatAnswer, ChatMessage, ChatModel } from '../chatModel.ts';
import { PassingError } from '../errors.ts';
import { readResponse } from './chatResponse.ts';
import { Pace } from './pace.ts';
import { postChat } from './postChat.ts';
import { readKey } from './secretKey.ts';

export interface HttpModelHooks {
  /** Told of waits and failed tries, in words. */
  readonly onNote: (note: string) => void;
}

/** @throws UserError where the key is missing. */
export function openHttpModel(source: HttpSource, hooks: HttpModelHooks): ChatModel {
  const key = readKey(source.keyVariable);
  const { requests, sampling, model } = source;
  const requestPace = requests.requestsPerMinute === undefined ? null : new Pace(requests.requestsPerMinute);
  const tokenPace = requests.tokensPerMinute === undefined ? null : new Pace(requests.tokensPerMinute);
  const url = `${source.endpoint.replace(/\/+$/u, '')}/chat/completions`;

  const attempt = async (messages: readonly ChatMessage[], signal: AbortSignal): Promise<ChatAnswer> => {
    const reservedTokens = estimateMessageTokens(messages) + sampling.maxOutputTokens;
    const now = performance.now();
    const wait = Math.max(requestPace?.reserve(1, now) ?? 0, tokenPace?.reserve(reservedTokens, now) ?? 0);
    if (wait > 0) await sleep(wait, undefined, { signal });
    const response = await postChat({
      url,
      headers: key.headers,
      body: JSON.stringify(requestBody(source, messages)),
      timeoutSeconds: requests.timeoutSeconds,
      signal,
    });
    // Before anything reads it: an endpoint may repeat the key in an error, or in an answer.
    const body = key.redact(response.body);
    const context = { model, keyVariable: source.keyVariable, nowMilliseconds: Date.now() };
    const answer = readResponse({ ...response, body }, context);
    if (answer.promptTokens !== null && answer.completionTokens !== null) {
      tokenPace?.giveBack(reservedTokens - answer.promptTokens - answer.completionTokens);
    }
    // Once more: JSON has other ways to write the same characters.
    return { ...answer, text: key.redact(answer.text) };
  };

  return {
    ask: (messages, signal, onUseless) =>
      pRetry(() => attempt(messages, signal), {
        retries: requests.retries,
        factor: 2,
        minTimeout: requests.baseDelaySeconds * 1000,
        maxTimeout: requests.longestDelaySeconds * 1000,
        randomize: true,
        signal,
        shouldRetry: ({ error }) => error instanceof PassingError,
        onFailedAttempt: async ({ error, retriesLeft }) => {
          if (!(error instanceof PassingError)) return;
          if (error.useless !== null) await onUseless?.(error.useless);
          if (retriesLeft === 0) return;
          hooks.onNote(`trying again: ${error.message}`);
          await waitAsAsked(error, requests.longestWaitSeconds, signal);
        },
      }),
    dispose: () => Promise.resolve(),
  };
}

/** What Retry-After asks for; the back-off and its random part come on top, so that not all return at once. */
async function waitAsAsked(
  { retryAfterSeconds, message }: PassingError,
  longestWaitSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  if (retryAfterSeconds === null) return;
  if (retryAfterSeconds > longestWaitSeconds) {
    throw new UserError(
      `The endpoint asks to wait ${Math.ceil(retryAfterSeconds)} s, more than "longestWaitSeconds" allows (${message}). ` +
        'What was answered is stored; the same command goes on from there later.',
    );
  }
  await sleep(retryAfterSeconds * 1000, undefined, { signal });
}

function requestBody(
  { model, sampling, lengthField, extraBody }: HttpSource,
  messages: readonly ChatMessage[],
): Record<string, unknown> {
  return {
    ...extraBody,
    model,
    messages,
    ...(sampling.temperature !== null && { temperature: sampling.temperature }),
    ...(sampling.topP !== undefined && { top_p: sampling.topP }),
    ...(sampling.seed !== undefined && { seed: sampling.seed }),
    [lengthField]: sampling.maxOutputTokens,
    stream: false,
  };
}
