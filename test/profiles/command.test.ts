/** `seqbench profiles generate` as a real process: killed and gone on with, stopped, asked for nonsense. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';
import { answer, hang, startChatServer, type ChatRequest, type ChatServer, type Reply } from './chatServer.ts';

const KEY = 'sk-never-to-be-seen';

let workplace: Workplace;
let server: ChatServer;
let reply: (request: ChatRequest) => Reply;
beforeEach(async () => {
  workplace = openWorkplace({ TEST_CHAT_KEY: KEY });
  reply = ({ number }) => answer(`Profile ${number}.`);
  server = await startChatServer((request) => reply(request));
});
afterEach(async () => {
  await server.close();
  workplace.remove();
});

function config(): string {
  const source = {
    kind: 'llm-http',
    endpoint: server.endpoint,
    model: 'tiny',
    keyVariable: 'TEST_CHAT_KEY',
    requests: { concurrency: 4, baseDelaySeconds: 0.01, longestDelaySeconds: 0.02 },
  };
  return workplace.writeConfig('  - popularity\n', `profiles: ${JSON.stringify({ llm: { source } })}`);
}

/** Lines of the file of answers, the header left out; empty while there is none. */
function storedAnswers(): { user: string; text: string }[] {
  const folder = join(workplace.folder, 'cache', 'profiles');
  const name = readdirSync(folder).find((entry) => entry.endsWith('.answers.jsonl'));
  const [, ...lines] = readFileSync(join(folder, name!), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { user: string; text: string });
}

function answersFile(): string {
  const folder = join(workplace.folder, 'cache', 'profiles');
  return join(
    folder,
    readdirSync(folder).find((entry) => entry.endsWith('.answers.jsonl'))!,
  );
}

/** Resolves once the server has been asked so often. */
async function asked(count: number): Promise<void> {
  while (server.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The user that a request is about, told by the history, which no two share. */
const historyOf = ({ body }: ChatRequest) => body.messages.at(-1)!.content;

test('killed in the middle, it loses at most the requests in flight, and goes on', async () => {
  const path = config();
  reply = ({ number }) => (number <= 40 ? answer(`Profile ${number}.`) : hang());
  const first = workplace.start('profiles', 'generate', path);
  // 40 are answered and four hang: none of the four can be answered before the end.
  await asked(44);
  first.child.kill('SIGKILL');
  await first.finished;
  expect(storedAnswers()).toHaveLength(40);
  // What a process that dies while it writes leaves behind.
  writeFileSync(answersFile(), `${readFileSync(answersFile(), 'utf8')}{"user":"half a li`);

  reply = ({ number }) => answer(`Profile ${number}.`);
  const before = server.requests.length;
  const { exitCode, stderr } = await workplace.run('profiles', 'generate', path);
  expect(stderr).toMatch(/40 of them stored before/);
  expect(exitCode).toBe(0);
  const userTotal = new Set(storedAnswers().map(({ user }) => user)).size;
  expect(storedAnswers()).toHaveLength(userTotal);
  expect(server.requests.length - before).toBe(userTotal - 40);
  expect(new Set(server.requests.map(historyOf)).size).toBe(userTotal);
  expect(stderr).toContain(`${userTotal} profiles (100.0 % of the training users)`);
});

test('stopped by Ctrl-C, it says how to go on, and the key is nowhere', async () => {
  const path = config();
  reply = (request) => (request.number <= 10 ? answer(`You sent ${request.headers.authorization}`) : hang());
  const running = workplace.start('profiles', 'generate', path);
  await asked(14);
  running.child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running.finished;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/Stopped\. What was answered is stored; the same command goes on from there\.\n$/);
  expect(storedAnswers()).toHaveLength(10);
  expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  const files = readdirSync(workplace.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect([stdout, stderr, ...files].join('\n')).toContain('[key]');
  expect([stdout, stderr, ...files].join('\n')).not.toContain(KEY);
});

test('a dry run shows what would be asked, and asks nothing', async () => {
  const { exitCode, stdout } = await workplace.run('profiles', 'generate', config(), '--dry-run', '--show', '1');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^simulated-tiny, profiles "llm": Profiles of \d+ users: \d+ requests, about/u);
  expect(stdout).toMatch(/\n\[system\]\n[\s\S]*\n\[user\]\n[\s\S]*History:\n- /u);
  expect(server.requests).toHaveLength(0);
});

test('profiles of a dataset by its name come from the template, and into a file that imports again', async () => {
  const { folder } = workplace;
  const out = join(folder, 'profiles.jsonl');
  const words = ['profiles', 'generate', 'simulated-tiny', '--out', out, '--json', '--show', '1'];
  const { exitCode, stdout } = await workplace.run(...words);
  expect(exitCode).toBe(0);
  const [made] = JSON.parse(stdout) as [{ label: string; profileCount: number; contentHash: string }];
  expect(made.label).toBe('template (not an LLM)');

  const source = { kind: 'import', file: out };
  const path = workplace.writeConfig('  - popularity\n', `profiles: ${JSON.stringify({ again: { source } })}`);
  const again = await workplace.run('profiles', 'generate', path, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject([{ source: 'imported', contentHash: made.contentHash }]);
});

test('nonsense is refused in one sentence', async () => {
  const path = config();
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['nowhere'], /no built-in dataset is called "nowhere"/],
    [[path, '--profiles', 'lim'], /^--profiles lim: no such entry\. Did you mean "llm"\? Known: llm\.\n$/],
    [[path, '--show', 'all'], /^--show all: must be a whole number/],
    [[path, '--datasets', 'simulated-tiny', 'simulated-quick', '--out', 'x'], /^--out takes one set of profiles/],
  ];
  const runs = refused.map(([words]) => workplace.run('profiles', 'generate', ...words));
  for (const [index, { exitCode, stderr }] of (await Promise.all(runs)).entries()) {
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(refused[index]![1]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});
