/** Reads the answer of an endpoint to one request, and sorts what is not one by whether another try makes sense. */
import { z } from 'zod';
import { UserError } from '../../../errors.ts';
import { withoutThoughts, type ChatAnswer } from '../chatModel.ts';
import { PassingError, RefusedError } from '../errors.ts';

const count = z.int().nonnegative().nullish();

/** The part of OpenAI's answer that is needed; endpoints add fields of their own. */
const answerSchema = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish() }), finish_reason: z.string().nullish() }))
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

const LONGEST_QUOTE = 300;
/** Statuses after which the same request may succeed. */
const PASSING = [408, 409, 425, 429];

export interface RawResponse {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly body: string;
}

export interface ResponseContext {
  readonly model: string;
  readonly keyVariable: string | null;
  readonly nowMilliseconds: number;
}

export function readResponse(response: RawResponse, context: ResponseContext): ChatAnswer {
  if (response.status !== 200) throw failure(response, context);
  if (!/\bjson\b/iu.test(response.contentType)) {
    throw new PassingError(
      `it answered with ${response.contentType || 'an unnamed type'} in place of JSON: ${quote(response.body)}`,
    );
  }
  let data: unknown;
  try {
    data = JSON.parse(response.body);
  } catch {
    throw new PassingError(`its answer is no whole JSON: ${quote(response.body)}`);
  }
  const parsed = answerSchema.safeParse(data);
  if (!parsed.success) throw new PassingError(`its answer holds no choice: ${quote(response.body)}`);
  const { choices, usage } = parsed.data;
  const [{ message, finish_reason: finishReason }] = choices as [(typeof choices)[number]];
  const content = message.content ?? '';
  const answer: ChatAnswer = {
    text: withoutThoughts(content),
    promptTokens: usage?.prompt_tokens ?? null,
    completionTokens: usage?.completion_tokens ?? null,
    isCut: finishReason === 'length',
  };
  if (answer.text !== '') return answer;
  const what = `its answer holds no text (it ended with "${finishReason ?? 'no reason'}")`;
  throw new PassingError(what, null, { ...answer, text: content });
}

function failure(response: RawResponse, { model, keyVariable, nowMilliseconds }: ResponseContext): Error {
  const { status, body } = response;
  const said = `status ${status}: ${quote(body)}`;
  if (status === 401 || status === 403) {
    const key =
      keyVariable === null
        ? 'wants a key; name its environment variable in "keyVariable"'
        : `refuses the key in ${keyVariable}`;
    return new UserError(`The endpoint ${key} (${said})`);
  }
  if (status === 404) {
    return new UserError(`The endpoint knows no model "${model}", or has another address (${said})`);
  }
  if (status >= 300 && status < 400) {
    return new UserError(
      `The endpoint points elsewhere (status ${status}); give its final address, for a key is sent nowhere else`,
    );
  }
  if (status === 402 || body.includes('insufficient_quota')) {
    return new UserError(`The endpoint's own account is used up (${said})`);
  }
  if (PASSING.includes(status) || status >= 500) {
    return new PassingError(said, retryAfterSeconds(response.retryAfter, nowMilliseconds));
  }
  return new RefusedError(said);
}

/** Seconds, or a date, as HTTP has it; null where there is neither. */
export function retryAfterSeconds(header: string | null, nowMilliseconds: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - nowMilliseconds) / 1000);
}

function quote(body: string): string {
  const text = body.replace(/\s+/gu, ' ').trim();
  if (text === '') return 'nothing';
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
}
