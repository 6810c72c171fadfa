/** Profiles in a run: made once, given to the cases that want them, recorded with what they cost, named in the case's id. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfigText } from '../../harness/config/configText.ts';
import { parseConfig, readConfig } from '../../harness/config/readConfig.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { derangement } from '../../src/profiles/targets/assignRows.ts';
import { openWorkplace, TEST_BASELINES, type Workplace } from '../harness/seqbench.ts';
import { answer, startChatServer, type ChatServer } from './chatServer.ts';

const KEY = 'sk-never-to-be-seen';
const KINDS = ['soap', 'cream', 'combs', 'oil', 'brushes', 'powder', 'paint'];
const PROFILED = join(TEST_BASELINES, 'profiled.ts');

let workplace: Workplace;
let server: ChatServer;
beforeAll(async () => {
  workplace = openWorkplace({ TEST_CHAT_KEY: KEY });
  server = await startChatServer(({ number, headers }) =>
    answer(`${headers.authorization} likes ${KINDS[number % 7]!}, ${KINDS[number % 5]!} and number ${number}.`),
  );
});
afterAll(async () => {
  await server.close();
  workplace.remove();
});

const reduce = { kind: 'pca' };

function configWith(profiles: Readonly<Record<string, object>>, baselines: readonly object[]): string {
  const lines = baselines.map((baseline) => `  - ${JSON.stringify(baseline)}\n`).join('');
  const entries = Object.entries(profiles).map(([name, settings]) => [name, { reduce, ...settings }]);
  return workplace.writeConfig(lines, `profiles: ${JSON.stringify(Object.fromEntries(entries))}`);
}

async function recordOf(label: string): Promise<CompletedRecord> {
  const records = (await readRecords(workplace.results)).map(({ record }) => record);
  const found = records.find(({ baseline }) => baseline.label === label);
  if (found?.status !== 'completed') throw new Error(JSON.stringify(found));
  return found;
}

describe('a run with three kinds of profiles', () => {
  const template = { source: { kind: 'template' } };
  const shuffled = { source: { kind: 'template' }, shuffle: 5 };
  const entry = (label: string, profiles?: string) => ({ id: PROFILED, label, ...(profiles && { profiles }) });
  let stderr: string;

  beforeAll(async () => {
    const source = {
      kind: 'llm-http',
      endpoint: server.endpoint,
      model: 'tiny',
      keyVariable: 'TEST_CHAT_KEY',
      price: { promptPerMillion: 1, completionPerMillion: 2 },
    };
    const path = configWith({ template, shuffled, llm: { source } }, [
      entry('by default'),
      entry('shuffled', 'shuffled'),
      entry('written', 'llm'),
      { ...entry('twin'), settings: { note: 'twin' } },
      { ...entry('narrow', 'template'), settings: { width: 2 } },
      { ...entry('none'), settings: { width: null } },
    ]);
    const finished = await workplace.run('run', path);
    stderr = finished.stderr;
    expect(finished.stderr).not.toMatch(/FAILED/);
    expect(finished.exitCode).toBe(0);
  });

  test('gives each case the vectors that it asks for, and the first ones by default', async () => {
    const byDefault = await recordOf('by default');
    expect(byDefault.profiles).toMatchObject({ name: 'template', label: 'template (not an LLM)', coverage: 1 });
    const { hash, isWidth, covered, different, vectors } = byDefault.modelFacts;
    expect(hash).toBe(byDefault.profiles!.contentHash);
    expect([isWidth, covered, different, vectors]).toEqual([1, 171, 171, 171]);
    expect((await recordOf('none')).profiles).toBeNull();
    expect((await recordOf('narrow')).modelFacts['width']).toBe(2);
  });

  test('makes them once for all cases that share them, and says so', async () => {
    expect((await recordOf('twin')).profiles).toEqual((await recordOf('by default')).profiles);
    expect(
      stderr.match(/Profiles "template", simulated-tiny, width 3: template \(not an LLM\), 171 profiles/g),
    ).toHaveLength(1);
    // Not counting how far the making was, which a slow machine tells, too.
    expect(stderr.match(/^Profiles ".*, 171 profiles/gm)).toHaveLength(4);
    expect(server.requests).toHaveLength(171);
    expect(stderr).toMatch(/\nProfiles of 171 users: 171 requests, about .* USD\.\n/);
  });

  test('shuffled, every user has the vector of another', async () => {
    const own = String((await recordOf('by default')).modelFacts['first']).split(' ');
    const given = await recordOf('shuffled');
    expect(given.profiles).toMatchObject({ label: 'template (not an LLM), shuffled', facts: { shuffleSeed: 5 } });
    expect(given.modelFacts).toMatchObject({ covered: 171, different: 171 });
    const others = String(given.modelFacts['first']).split(' ');
    expect(others.filter((value, user) => value === own[user])).toEqual([]);
    expect(given.modelFacts['hash']).not.toBe((await recordOf('by default')).modelFacts['hash']);
  });

  test('records what they cost', async () => {
    const { profiles, costs } = await recordOf('written');
    expect(profiles).toMatchObject({
      name: 'llm',
      label: 'tiny',
      source: 'llm',
      promptTokens: 17_100,
      completionTokens: 3420,
      money: { amount: (17_100 + 2 * 3420) / 1e6, currency: 'USD' },
      userCount: 171,
    });
    const { generateSeconds, encodeSeconds, reduceSeconds } = profiles!;
    expect(costs.profileSeconds).toBeCloseTo(generateSeconds! + encodeSeconds! + reduceSeconds!, 9);
  });

  test('another text, width or shuffle is another case', async () => {
    const labels = ['by default', 'shuffled', 'written', 'narrow', 'none'];
    const ids = await Promise.all(labels.map(async (label) => (await recordOf(label)).caseId));
    expect(new Set(ids).size).toBe(labels.length);
  });

  test('goes on without asking again, even where the texts were made by another run', async () => {
    const before = server.requests.length;
    const { exitCode, stderr: said } = await workplace.run(
      'run',
      join(workplace.folder, 'run.yaml'),
      '--force',
      '--seeds',
      '3',
      '--only',
      'written',
    );
    expect(exitCode).toBe(0);
    expect(said).not.toMatch(/requests, about/);
    expect(server.requests).toHaveLength(before);
  });

  test('the key is in no record, cache or line', () => {
    const files = readdirSync(workplace.folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
    expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(files.join('\n')).toContain('[key] likes');
    expect([stderr, ...files].join('\n')).not.toContain(KEY);
  });
});

describe('a config is refused, by file and line,', () => {
  const faults = async (profiles: string, baseline: string) => {
    const path = join(workplace.folder, 'wrong.yaml');
    writeFileSync(path, `name: x\ndatasets: [simulated-tiny]\n${profiles}\nbaselines:\n  - ${baseline}\n`);
    return readConfig(path).then(
      () => 'taken',
      (error: unknown) => (error as Error).message.replaceAll(`${workplace.folder}/`, ''),
    );
  };
  const wants = `{ id: ${PROFILED} }`;

  test.each([
    ['profiles: {}', wants, 'wrong.yaml:5: baselines[0] needs profiles: give the config a "profiles:" with one'],
    [
      'profiles: { template: {} }',
      wants.replace(' }', ', profiles: templat }'),
      'wrong.yaml:5: baselines[0].profiles names no entry of "profiles". Did you mean "template"? Known: template.',
    ],
    [
      'profiles: { template: {} }',
      '{ id: popularity, profiles: template }',
      'wrong.yaml:5: baselines[0].profiles is of no use: "popularity" takes no profiles under its settings.',
    ],
    [
      'profiles: { real: { source: { kind: import, file: nowhere.jsonl } } }',
      wants,
      'wrong.yaml:3: profiles.real.source cannot be used: No file "nowhere.jsonl". Looked at:',
    ],
    [
      'profiles: { local: { source: { kind: llm-local, folder: nowhere } } }',
      wants,
      /wrong\.yaml:3: profiles\.local\.source cannot be used: The model folder .*nowhere is not there\. .* Nothing is downloaded\./,
    ],
  ])('%s with %s', async (profiles, baseline, message) => {
    expect(await faults(profiles, baseline)).toMatch(message);
  });

  test('settings of profiles by their place', () => {
    const parse = (line: string) => () =>
      parseConfig(
        parseConfigText('run.yaml', `name: x\ndatasets: [simulated-tiny]\nbaselines: [popularity]\n${line}\n`),
      );
    expect(parse('profiles: { a: { source: { kind: llm-htp } } }')).toThrow(
      /^run\.yaml:4: profiles\.a\.source\.kind must be one of .* Did you mean "llm-http"\?/,
    );
    expect(parse('profiles: { a: { source: { kind: llm-http, model: m, endpoint: "http://h/v1?key=s" } } }')).toThrow(
      /^run\.yaml:4: profiles\.a\.source\.endpoint is refused: an address must hold no user, password or query/,
    );
  });

  test('a dataset without item text, before anything runs', async () => {
    writeFileSync(
      join(workplace.folder, 'log.tsv'),
      Array.from({ length: 400 }, (_, row) => `u${row % 20}\ti${row % 17}\t${row}`).join('\n'),
    );
    const path = join(workplace.folder, 'mute.yaml');
    const data = '{ name: mute, format: table, path: log.tsv, header: false, columns: { user: 1, item: 2, time: 3 } }';
    writeFileSync(
      path,
      `name: x\ndatasets: [${data}]\ncutoffs: [5]\nprofiles: { template: {} }\nbaselines: [${wants}]\n`,
    );
    const { exitCode, stderr } = await workplace.run('run', path);
    expect(stderr).toMatch(
      /mute\.yaml:5: baselines\[0\] "profiled" needs item text for its profiles "template", and "mute" has none; import profiles instead\./,
    );
    expect(exitCode).toBe(2);
  });
});

describe('the identity of profiles', () => {
  const identity = async (settings: object) => {
    const path = configWith({ own: settings }, [{ id: PROFILED }]);
    return JSON.stringify((await readConfig(path)).baselines[0]!.profiles!.identity);
  };

  test('is that of an imported file, not its place', async () => {
    const own = async (name: string, text: string) => {
      const file = join(workplace.folder, name);
      writeFileSync(file, `{"user_id":"a","profile":"${text}"}\n`);
      return identity({ source: { kind: 'import', file } });
    };
    expect(await own('a.jsonl', 'x')).toBe(await own('b.jsonl', 'x'));
    expect(await own('a.jsonl', 'y')).not.toBe(await own('a.jsonl', 'x'));
  });

  test('is what a model is asked, not how', async () => {
    const asked = { kind: 'llm-http', endpoint: 'http://a/v1', model: 'm' };
    const elsewhere = { ...asked, endpoint: 'http://b/v1', requests: { concurrency: 2 }, budget: { tokens: 9 } };
    expect(await identity({ source: elsewhere })).toBe(await identity({ source: asked }));
    const cooler = { ...asked, sampling: { temperature: 0 } };
    expect(await identity({ source: cooler })).not.toBe(await identity({ source: asked }));
  });
});

describe('a shuffle', () => {
  test.each([2, 3, 10, 500])('of %i moves everybody, and gives each vector once', (count) => {
    for (let seed = 0; seed < 20; seed++) {
      const places = derangement(count, seed);
      expect(new Set(places).size).toBe(count);
      expect([...places].some((place, index) => place === index)).toBe(false);
      expect(derangement(count, seed)).toEqual(places);
    }
  });

  test('of one is refused', () => {
    expect(() => derangement(1, 1)).toThrow(/fewer than two users cannot be shuffled/);
  });
});
