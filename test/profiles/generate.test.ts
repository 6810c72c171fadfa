/** Generating through a real server: every user once, within budget and concurrency, resumable, and quiet about the key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { estimateTexts } from '../../src/profiles/texts/languageModelTexts.ts';
import { makeTexts } from '../../src/profiles/texts/makeTexts.ts';
import {
  answer,
  halfBody,
  hang,
  httpSource,
  startChatServer,
  status,
  type ChatRequest,
  type ChatServer,
  type Reply,
} from './chatServer.ts';
import { manyFilms, profilePlace, splitOf, type ProfilePlace } from './support.ts';

const films = manyFilms(24);
const split = splitOf(films);
const userTotal = split.train.users.length;

let server: ChatServer;
let place: ProfilePlace;
let reply: (request: ChatRequest) => Reply;
beforeEach(async () => {
  reply = ({ number }) => answer(`Profile ${number}.`);
  server = await startChatServer((request) => reply(request));
  place = profilePlace();
});
afterEach(async () => {
  await server.close();
  place.remove();
  delete process.env['TEST_CHAT_KEY'];
});

const make = (changes: Record<string, unknown> = {}, options = place.options) =>
  makeTexts(films, split, httpSource(server.endpoint, changes), options);

/** The history that a request shows. */
const historyOf = ({ body }: ChatRequest) => body.messages.at(-1)!.content.split('History:\n')[1]!;

test('asks once for every training user and for nobody else', async () => {
  const texts = await make({ price: { promptPerMillion: 2, completionPerMillion: 10 } });
  expect(texts.profiles).toHaveLength(userTotal);
  expect(server.requests).toHaveLength(userTotal);
  expect(new Set(texts.profiles.map(({ text }) => text)).size).toBe(userTotal);
  expect(texts).toMatchObject({
    source: 'llm',
    label: 'tiny',
    costs: {
      promptTokens: 100 * userTotal,
      completionTokens: 20 * userTotal,
      money: { amount: (userTotal * (100 * 2 + 20 * 10)) / 1e6, currency: 'USD' },
    },
    facts: { failedUsers: 0, usersWithoutWords: 0, answersCutAtLongest: 0 },
  });
  expect(texts.costs.seconds).toBeGreaterThan(0);
});

test('gives each user the answer to their own history', async () => {
  reply = (request) => answer(historyOf(request));
  const texts = await make({ requests: { concurrency: 7 } });
  for (const { user, text } of texts.profiles) {
    const number = films.userIds.indexOf(user);
    const sequence = split.train.users.indexOf(number);
    const items = split.train.items.subarray(split.train.offsets[sequence], split.train.offsets[sequence + 1]);
    const titles = Array.from(items, (item) => films.itemText![split.catalogue.datasetItem[item]!]!.title);
    expect(text.split('\n').map((line) => /Film \d+/u.exec(line)![0])).toEqual(titles);
  }
});

test('keeps to the concurrency that is allowed', async () => {
  // None of the first four is answered before the fourth has come, however slow the machine; a fifth would come meanwhile.
  const waiting: (() => void)[] = [];
  reply = (request) => (response) => {
    waiting.push(() => answer()(response, request));
    if (request.number >= 4) setTimeout(() => waiting.splice(0).forEach((send) => send()), 20);
  };
  await make({ requests: { concurrency: 4 } });
  expect(server.mostAtOnce()).toBe(4);
});

test('does not ask again for what is stored, however the requests are sent', async () => {
  const first = await make();
  const second = await make({
    requests: { concurrency: 1 },
    endpoint: 'http://127.0.0.1:9/v1',
    price: { promptPerMillion: 1, completionPerMillion: 1 },
  });
  // A price given later says what the stored answers cost; nothing else is another.
  expect(second.costs.money).toMatchObject({ currency: 'USD' });
  expect({ ...second, costs: { ...second.costs, money: null } }).toEqual(first);
  expect(server.requests).toHaveLength(userTotal);
});

test.each([
  ['the model', { model: 'other' }],
  ['the sampling', { sampling: { temperature: 0 } }],
  ['the prompt', { prompt: { words: 60 } }],
])('asks again where %s is another', async (_, changes) => {
  await make();
  await make(changes);
  expect(server.requests).toHaveLength(2 * userTotal);
});

test('says what it will take before it starts, and asks nothing for saying so', async () => {
  const source = httpSource(server.endpoint, { price: { promptPerMillion: 1000, completionPerMillion: 1000 } });
  const line = await estimateTexts(films, split, source, place.options);
  expect(line).toMatch(/^Profiles of \d+ users: \d+ requests, about [\d,]+ tokens of prompts and [\d,]+ of answers/u);
  expect(line).toMatch(/; about \d+\.\d\d USD\.$/u);
  expect(server.requests).toHaveLength(0);
  await make();
  expect(place.lines[0]).toMatch(/no price is set/u);
  expect(await estimateTexts(films, split, source, place.options)).toMatch(
    new RegExp(`${userTotal} of them stored before: nothing to ask`, 'u'),
  );
});

describe('a budget', () => {
  test('that the estimate is beyond is refused before anything is asked', async () => {
    await expect(make({ budget: { tokens: 500 } })).rejects.toThrow(
      /^Generating would take about [\d,]+ tokens, and "budget\.tokens" allows 500\. Nothing was asked/u,
    );
    const price = { promptPerMillion: 1000, completionPerMillion: 1000, currency: 'EUR' };
    await expect(make({ budget: { money: 0.01 }, price })).rejects.toThrow(
      /about \d+\.\d\d EUR, and "budget\.money" allows 0\.01 EUR/u,
    );
    expect(server.requests).toHaveLength(0);
  });

  test('is never crossed by answers longer than estimated; what was answered stays', async () => {
    // Three times the tokens that were estimated.
    reply = () => answer('Long.', { usage: { prompt_tokens: 400, completion_tokens: 700 } });
    const estimate = /about ([\d,]+) tokens of prompts and ([\d,]+)/u.exec(
      await estimateTexts(films, split, httpSource(server.endpoint), place.options),
    )!;
    const tokens = Number(estimate[1]!.replace(',', '')) + Number(estimate[2]!.replace(',', ''));
    await expect(make({ budget: { tokens } })).rejects.toThrow(
      /^The budget is used up: .* profiles are stored; raise the budget/u,
    );
    const asked = server.requests.length;
    expect(asked).toBeGreaterThan(1);
    expect(asked * 1100).toBeLessThanOrEqual(tokens);
    await make();
    expect(server.requests).toHaveLength(userTotal);
  });

  test('counts answers that hold no text, which are paid for and asked for again', async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 900 };
    reply = ({ number }) => answer(number % 2 === 1 ? '<think>Well,' : 'Done.', { usage });
    const requests = { concurrency: 1, baseDelaySeconds: 0.001 };
    await expect(make({ budget: { tokens: 17_000 }, requests })).rejects.toThrow(/^The budget is used up/u);
    expect(server.requests.length).toBeGreaterThan(5);
    expect(server.requests.length).toBeLessThanOrEqual(17);
    const texts = await make({ requests });
    expect(texts.costs).toMatchObject({
      promptTokens: 100 * server.requests.length,
      completionTokens: 900 * server.requests.length,
    });
    expect(texts.profiles.every(({ text }) => text === 'Done.')).toBe(true);
  });

  test('in money needs a price', () => {
    expect(() => httpSource(server.endpoint, { budget: { money: 5 } })).toThrow(/needs \\"price\\"|needs "price"/u);
  });

  test('counts estimated tokens where the endpoint tells none', async () => {
    reply = () => answer('word '.repeat(400), { usage: null });
    await expect(make({ budget: { tokens: 12_000 } })).rejects.toThrow(/budget/u);
    expect(server.requests.length).toBeLessThan(userTotal);
    const texts = await make();
    expect(texts.costs).toMatchObject({ promptTokens: null, completionTokens: null, money: null });
  });
});

describe('users for whom nothing can be had', () => {
  const refuseSome = (request: ChatRequest) => (historyOf(request).includes('\n- Film 3;') ? status(400) : answer());

  test('stop it with their number and the reason, after all others are stored', async () => {
    reply = refuseSome;
    // With so many at once, no row of refusals is long enough to look like a dead endpoint.
    const refusal = await make({ requests: { concurrency: userTotal } }).catch((error: unknown) => error as Error);
    expect(refusal).toBeInstanceOf(UserError);
    const refused = Number(/^(\d+) of/u.exec((refusal as Error).message)![1]);
    expect((refusal as Error).message).toMatch(/could not be had \(the first: status 400/u);
    expect(refused).toBeGreaterThan(0);
    reply = () => answer();
    await make();
    expect(server.requests).toHaveLength(userTotal + refused);
  });

  test('are left out where that is wanted', async () => {
    reply = refuseSome;
    const texts = await make({ requests: { concurrency: userTotal, failedUsers: 'leave-out' } });
    expect(texts.facts).toMatchObject({ failedUsers: userTotal - texts.profiles.length });
    expect(texts.profiles.length).toBeLessThan(userTotal);
  });
});

test('a dead endpoint is given up after a few users, not after all', async () => {
  reply = () => halfBody();
  await expect(make({ requests: { concurrency: 2, retries: 1 } })).rejects.toThrow(
    new RegExp(`^The model does not answer: the connection broke .* 0 of ${userTotal} profiles are stored`, 'u'),
  );
  expect(server.requests.length).toBeLessThan(2 * userTotal);
});

test('stopped by the user, it ends at once and goes on later', async () => {
  const stop = new AbortController();
  reply = ({ number }) => (number <= 5 ? answer() : hang());
  const options = {
    ...place.options,
    signal: stop.signal,
    onProgress: ({ done }: { done: number }) => {
      if (done === 5) stop.abort();
    },
  };
  await expect(make({ requests: { concurrency: 1 } }, options)).rejects.toThrow(/abort/iu);
  reply = () => answer();
  const before = server.requests.length;
  expect((await make()).profiles).toHaveLength(userTotal);
  expect(server.requests.length - before).toBe(userTotal - 5);
});

test('parts of a long history are stored one by one, and not asked for again', async () => {
  const long = manyFilms(12, 400);
  const longSplit = splitOf(long);
  const changes = { contextTokens: 3000, sampling: { maxOutputTokens: 200 }, requests: { concurrency: 1, retries: 0 } };
  // The fourth request fails for good, in the middle of a user.
  reply = ({ number }) => (number === 4 ? status(401) : answer(`Profile ${number}.`));
  await expect(makeTexts(long, longSplit, httpSource(server.endpoint, changes), place.options)).rejects.toThrow(
    /wants a key/u,
  );
  reply = ({ number }) => answer(`Profile ${number}.`);
  await makeTexts(long, longSplit, httpSource(server.endpoint, changes), place.options);
  const prompts = server.requests.map(({ body }) => body.messages.at(-1)!.content);
  expect(prompts.some((prompt) => prompt.includes('part 2 of'))).toBe(true);
  // Only the request that failed was sent twice: all others have one line of answer each.
  const [answers] = readdirSync(place.directory).filter((name) => name.endsWith('.answers.jsonl'));
  const lines = readFileSync(join(place.directory, answers!), 'utf8').trim().split('\n');
  const [, ...stored] = lines;
  expect(prompts).toHaveLength(stored.length + 1);
});

test('the key is in no file, line, note or error', async () => {
  const key = 'sk-not-to-be-seen-anywhere';
  process.env['TEST_CHAT_KEY'] = key;
  const parrot: Reply = (response, { headers }) => {
    response.writeHead(500).end(`You sent ${headers.authorization}`);
  };
  reply = (request) => (request.number % 3 === 0 ? parrot : answer(`I saw ${request.headers.authorization}`));
  const texts = await make({ keyVariable: 'TEST_CHAT_KEY', requests: { concurrency: 1 } });
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${key}`)).toBe(true);
  reply = () => parrot;
  const failure = await make({ keyVariable: 'TEST_CHAT_KEY', model: 'other', requests: { retries: 0 } }).catch(
    (error: unknown) => error as Error,
  );
  const files = readdirSync(place.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(files.length).toBeGreaterThan(2);
  const said = [
    ...files,
    ...place.lines,
    ...place.notes,
    JSON.stringify(texts),
    (failure as Error).message,
    (failure as Error).stack!,
  ];
  expect(said.join('\n')).toContain('[key]');
  expect(said.join('\n')).not.toContain(key);
});
