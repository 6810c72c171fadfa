/** The HTTP model against a real server that misbehaves in every way that endpoints do. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { ChatAnswer } from '../../src/profiles/generate/chatModel.ts';
import { PassingError, RefusedError } from '../../src/profiles/generate/errors.ts';
import { retryAfterSeconds } from '../../src/profiles/generate/http/chatResponse.ts';
import { openHttpModel } from '../../src/profiles/generate/http/openHttpModel.ts';
import { Pace } from '../../src/profiles/generate/http/pace.ts';
import { httpSourceSchema } from '../../src/profiles/source/httpSettings.ts';
import { answer, completion, drip, halfBody, hang, httpSource, raw, startChatServer, status } from './chatServer.ts';
import type { ChatRequest, ChatServer, Reply } from './chatServer.ts';

const MESSAGES = [
  { role: 'system', content: 'You describe.' },
  { role: 'user', content: 'Describe this person.' },
] as const;

let server: ChatServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
  delete process.env['TEST_CHAT_KEY'];
});

interface Asked {
  readonly result: ChatAnswer | Error;
  readonly requests: readonly ChatRequest[];
  readonly notes: readonly string[];
}

/** One question to a server that replies to its first requests as told, and well afterwards. */
async function ask(replies: readonly Reply[], changes: Record<string, unknown> = {}): Promise<Asked> {
  const own = await startChatServer(({ number }) => replies[number - 1] ?? answer());
  server = own;
  const notes: string[] = [];
  const model = openHttpModel(httpSource(own.endpoint, changes), { onNote: (note) => notes.push(note) });
  const result = await model.ask(MESSAGES, new AbortController().signal).catch((error: unknown) => error as Error);
  return { result, requests: own.requests, notes };
}

const failed = ({ result }: Asked): Error => {
  expect(result).toBeInstanceOf(Error);
  return result as Error;
};

test('sends proper roles, the model and the sampling, and reads text and tokens', async () => {
  const { result, requests } = await ask([], { sampling: { temperature: 0.2, maxOutputTokens: 77, seed: 5 } });
  expect(result).toEqual({ text: 'A profile.', promptTokens: 100, completionTokens: 20, isCut: false });
  expect(requests[0]!.path).toBe('/v1/chat/completions');
  expect(requests[0]!.headers.authorization).toBeUndefined();
  expect(requests[0]!.body).toEqual({
    model: 'tiny',
    messages: MESSAGES,
    temperature: 0.2,
    max_tokens: 77,
    seed: 5,
    stream: false,
  });
});

test('knows an answer that was cut, and leaves thoughts out', async () => {
  const cut = {
    choices: [{ message: { content: '<think>Hm.\nLet me see.</think>\nA calm one.' }, finish_reason: 'length' }],
  };
  const { result } = await ask([answer(null, { ...cut, usage: undefined })]);
  expect(result).toEqual({ text: 'A calm one.', promptTokens: null, completionTokens: null, isCut: true });
});

describe('tries again after', () => {
  const passing: readonly (readonly [string, Reply, RegExp])[] = [
    ['too many requests', status(429), /status 429/],
    ['a server error', status(500), /status 500/],
    ['half a body', halfBody(), /the connection broke/],
    ['bad JSON', raw('{"choices": [{'), /no whole JSON/],
    ['a wrong content type', raw('<html>Bad gateway</html>', 'text/html'), /text\/html in place of JSON: <html>/],
    ['empty choices', raw('{"choices":[]}'), /no choice/],
    ['an answer without text', answer(''), /no text/],
    ['an error inside of an answer', raw('{"error":"overloaded"}'), /no choice: {"error":"overloaded"}/],
    ['nothing but thoughts', answer('<think>I go on and on'), /no text/],
  ];
  test.each(passing)('%s', async (_, reply, note) => {
    const { result, requests, notes } = await ask([reply, reply]);
    expect(result).toMatchObject({ text: 'A profile.' });
    expect(requests).toHaveLength(3);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(note);
  });

  test.each([
    ['a hanging request', hang()],
    ['a body that drips', drip()],
  ])('%s, once its time is over', async (_, reply) => {
    const { result, requests, notes } = await ask([reply], { requests: { timeoutSeconds: 2 } });
    expect(result).toMatchObject({ text: 'A profile.' });
    expect(requests).toHaveLength(2);
    expect(notes[0]).toBe('trying again: no whole answer within 2 s ("timeoutSeconds")');
  });
});

test('gives up after the tries that are allowed, with the last reason', async () => {
  const asked = await ask([status(503), status(503), status(503), status(502), answer()], { requests: { retries: 3 } });
  expect(failed(asked)).toBeInstanceOf(PassingError);
  expect(failed(asked).message).toMatch(/status 502/);
  expect(asked.requests).toHaveLength(4);
});

test('waits as long as Retry-After asks, not only its own back-off', async () => {
  const own = await startChatServer(() => status(429, { 'retry-after': '30' }));
  server = own;
  const notes: string[] = [];
  const model = openHttpModel(httpSource(own.endpoint), { onNote: (note) => notes.push(note) });
  const stop = new AbortController();
  const asked = model.ask(MESSAGES, stop.signal);
  await vi.waitUntil(() => notes.length > 0, { interval: 1, timeout: 250_000 });
  // All tries together would take some 30 ms with the back-off alone.
  await new Promise((resolve) => setTimeout(resolve, 200));
  stop.abort();
  await expect(asked).rejects.toThrow(/abort/i);
  expect(notes).toHaveLength(1);
  expect(own.requests).toHaveLength(1);
});

test('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  expect(retryAfterSeconds('7', now)).toBe(7);
  expect(retryAfterSeconds('Wed, 21 Oct 2026 07:28:30 GMT', now)).toBe(30);
  expect(retryAfterSeconds('Wed, 21 Oct 2026 07:27:00 GMT', now)).toBe(0);
  expect(retryAfterSeconds('soon', now)).toBeNull();
  expect(retryAfterSeconds('', now)).toBeNull();
  expect(retryAfterSeconds(null, now)).toBeNull();
});

test('does not wait for hours: it says so and stops', async () => {
  const asked = await ask([status(429, { 'retry-after': '7200' })]);
  expect(failed(asked)).toBeInstanceOf(UserError);
  expect(failed(asked).message).toMatch(/asks to wait 7200 s, more than "longestWaitSeconds" allows/);
  expect(asked.requests).toHaveLength(1);
});

describe('does not try again where that cannot help', () => {
  test.each([
    ['a key that is refused', status(401), UserError, /wants a key; name its environment variable in "keyVariable"/],
    ['an unknown model', status(404), UserError, /knows no model "tiny", or has another address/],
    [
      'an address that points elsewhere',
      status(307, { location: 'http://127.0.0.1:1/' }),
      UserError,
      /points elsewhere/,
    ],
    ['an account that is used up', status(429, {}, '{"error":{"code":"insufficient_quota"}}'), UserError, /used up/],
    [
      'a request that is refused',
      status(400, {}, '{"error":"too long"}'),
      RefusedError,
      /status 400: {"error":"too long"}/,
    ],
  ] as const)('%s', async (_, reply, kind, message) => {
    const asked = await ask([reply]);
    expect(failed(asked)).toBeInstanceOf(kind);
    expect(failed(asked).message).toMatch(message);
    expect(asked.requests).toHaveLength(1);
  });
});

test('nobody at the address is a passing reason, told in words', async () => {
  const gone = await startChatServer(() => answer());
  await gone.close();
  const model = openHttpModel(httpSource(gone.endpoint, { requests: { retries: 1 } }), { onNote: () => undefined });
  await expect(model.ask(MESSAGES, new AbortController().signal)).rejects.toThrow(/nobody answers at its address/);
});

test.each([
  ['a hanging request', hang(), {}],
  ['the wait before a retry', status(429, { 'retry-after': '60' }), {}],
  ['the pace that is allowed', answer(), { requestsPerMinute: 1 }],
])('stops at once when asked to during %s', async (_, reply, requests) => {
  const own = await startChatServer(() => reply);
  server = own;
  const model = openHttpModel(httpSource(own.endpoint, { requests }), { onNote: () => undefined });
  const stop = new AbortController();
  const first = model.ask(MESSAGES, stop.signal).catch(() => undefined);
  const second = model.ask(MESSAGES, stop.signal);
  while (own.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await expect(second).rejects.toThrow(/abort/i);
  await first;
  expect(own.requests.length).toBeLessThanOrEqual(2);
});

describe('a key', () => {
  const KEY = 'sk-secret/0123+456==';

  test('goes into the header of the request, and a server that repeats it tells nobody', async () => {
    process.env['TEST_CHAT_KEY'] = KEY;
    const echo: Reply = (response, { headers }) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`bad key ${headers.authorization}`);
    };
    const parrot: Reply = (response, { headers }) => {
      const characters = Array.from(headers.authorization!);
      const escaped = characters.map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(completion('WORDS').replace('WORDS', escaped));
    };
    const { result, requests, notes } = await ask([echo, parrot], { keyVariable: 'TEST_CHAT_KEY' });
    expect(requests[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(notes[0]).toBe('trying again: status 500: bad key Bearer [key]');
    expect(result).toMatchObject({ text: 'Bearer [key]' });
  });

  test('is refused by name where it is missing or no key, never shown', () => {
    const source = httpSource('http://127.0.0.1:9/v1', { keyVariable: 'TEST_CHAT_KEY' });
    const open = () => openHttpModel(source, { onNote: () => undefined });
    expect(open).toThrow(/TEST_CHAT_KEY \("keyVariable"\) is not set/);
    process.env['TEST_CHAT_KEY'] = 'line\nbreak-in-key';
    expect(open).toThrow(/TEST_CHAT_KEY holds no key/);
    expect(open).not.toThrow(/break-in-key/);
  });

  test('has no place in the settings', () => {
    const settings = { kind: 'llm-http', model: 'tiny', endpoint: 'http://127.0.0.1/v1' };
    for (const endpoint of ['http://me:secret@host/v1', 'https://host/v1?key=secret']) {
      expect(httpSourceSchema.safeParse({ ...settings, endpoint }).success).toBe(false);
    }
    expect(httpSourceSchema.safeParse({ ...settings, keyVariable: 'sk-0123-4567' }).success).toBe(false);
    expect(httpSourceSchema.safeParse(settings).success).toBe(true);
  });
});

test('a pace spaces requests evenly and takes back what was not needed', () => {
  const pace = new Pace(600);
  expect([pace.reserve(1, 0), pace.reserve(1, 0), pace.reserve(3, 50), pace.reserve(1, 50)]).toEqual([
    0, 100, 150, 450,
  ]);
  pace.giveBack(2);
  expect(pace.reserve(1, 100)).toBe(300);
  expect(pace.reserve(1, 10_000)).toBe(0);
});
