/** A real HTTP server that speaks OpenAI's chat completions, well or badly as a test tells it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSourceSchema, type HttpSource } from '../../src/profiles/source/httpSettings.ts';

export interface ChatRequest {
  /** From 1, over the life of the server. */
  readonly number: number;
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: { readonly model: string; readonly messages: readonly { role: string; content: string }[] };
}

export type Reply = (response: ServerResponse, request: ChatRequest) => void;

export interface ChatServer {
  readonly endpoint: string;
  readonly requests: ChatRequest[];
  /** Most requests that were under way at once. */
  readonly mostAtOnce: () => number;
  readonly close: () => Promise<void>;
}

export async function startChatServer(choose: (request: ChatRequest) => Reply): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((incoming, response) => {
    let text = '';
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    incoming.on('end', () => {
      const body = JSON.parse(text) as ChatRequest['body'];
      const request = { number: requests.length + 1, headers: incoming.headers, path: incoming.url!, body };
      requests.push(request);
      choose(request)(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    mostAtOnce: () => most,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function completion(text: string | null, extra: object = {}): string {
  return JSON.stringify({
    choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 20 },
    ...extra,
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const answer =
  (text: string | null = 'A profile.', extra: object = {}): Reply =>
  (response) => {
    response.writeHead(200, JSON_TYPE).end(completion(text, extra));
  };
export const raw =
  (body: string, contentType = 'application/json'): Reply =>
  (response) => {
    response.writeHead(200, { 'content-type': contentType }).end(body);
  };
export const status =
  (code: number, headers: Record<string, string> = {}, body = '{"error":{"message":"no"}}'): Reply =>
  (response) => {
    response.writeHead(code, { ...JSON_TYPE, ...headers }).end(body);
  };
export const hang = (): Reply => () => undefined;
/** Promises a whole answer, sends half of it and breaks off. */
export const halfBody = (): Reply => (response) => {
  const body = completion('A profile.');
  response.writeHead(200, { ...JSON_TYPE, 'content-length': String(body.length) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
};
/** One character now and then: each arrives in time, the whole never does. */
export const drip = (): Reply => (response) => {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
};

export function httpSource(endpoint: string, changes: Record<string, unknown> = {}): HttpSource {
  const { requests, ...others } = changes;
  return httpSourceSchema.parse({
    kind: 'llm-http',
    endpoint,
    model: 'tiny',
    requests: {
      baseDelaySeconds: 0.002,
      longestDelaySeconds: 0.01,
      timeoutSeconds: 5,
      retries: 3,
      ...(requests as object),
    },
    ...others,
  });
}
