/** The data commands as a user calls them, in a process of their own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, temporaryFolder } from './support.ts';

const BIN = join(import.meta.dirname, '../../harness/bin.mjs');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function seqbench(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const env = { ...process.env, SEQBENCH_CACHE: await temporaryFolder(), ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...words], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const CSV = 'userId,movieId,rating,timestamp\n1,10,4,100\n1,11,4,101\n2,10,4,100\n2,11,5,90\n3,12,1,100\n';

describe('seqbench data', () => {
  test('stats counts a dataset before and after the k-core', async () => {
    const root = await folderOf({ 'ml-1m/ratings.csv': CSV });
    const cache = await temporaryFolder();
    const { code, out } = await seqbench(['data', 'stats', 'ml-1m', '--core', '2', '--json', '--cache', cache], {
      SEQBENCH_DATA: root,
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: 'ml-1m',
      isSimulated: false,
      core: 2,
      asRead: { users: 3, items: 3, interactions: 5, averageLength: 5 / 3, density: 5 / 9 },
      afterCore: { users: 2, items: 2, interactions: 4, density: 1 },
    });
    const table = await seqbench(['data', 'stats', 'ml-1m', '--core', '2', '--cache', cache], { SEQBENCH_DATA: root });
    expect(table.out).toMatch(/as read.*after the 2-core/);
    expect(table.out).toMatch(/interactions +│ +5 │ +4/);
  });

  test('stats says of a simulated dataset that it is one', async () => {
    const { out } = await seqbench(['data', 'stats', 'simulated-tiny']);
    expect(out).toMatch(/^simulated-tiny \(SIMULATED, made up by seqbench/);
  });

  test('prepare reads a YAML description, and refuses bad rows until told otherwise', async () => {
    const folder = await folderOf({ 'shop.csv': `${CSV}4,,1,1\n` });
    const description = `format: movielens\nname: mine\npath: ${folder}\n`;
    const yaml = join(await folderOf({ 'mine.yaml': description }), 'mine.yaml');
    const asTable = join(
      await folderOf({
        'run.yaml': `name: x\ndatasets:\n  - format: table\n    name: mine\n    path: ${folder}\n    columns: { user: userId, item: movieId, time: timestamp }\n`,
      }),
      'run.yaml',
    );
    const cache = await temporaryFolder();
    const wrong = await seqbench(['data', 'prepare', yaml, '--cache', cache]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/has no ratings\.csv.*it has shop\.csv/)]);
    const refused = await seqbench(['data', 'prepare', asTable, '--cache', cache]);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/1 row that cannot be read:\n.*shop\.csv, line 7: no item id/),
    ]);
    const done = await seqbench(['data', 'prepare', asTable, '--cache', cache, '--skip-bad-rows', '--json']);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject([{ name: 'mine', users: 3, items: 3, interactions: 5, badRowCount: 1 }]);
  });

  test('list shows what is at hand and what is not', async () => {
    const root = await folderOf({ 'ml-1m/ratings.csv': CSV });
    const { out } = await seqbench(['data', 'list', '--json'], { SEQBENCH_DATA: root });
    const listed = JSON.parse(out) as { name: string; isPresent: boolean; location: string | null }[];
    expect(listed.find(({ name }) => name === 'ml-1m')).toMatchObject({
      isPresent: true,
      location: join(root, 'ml-1m'),
    });
    expect(listed.find(({ name }) => name === 'ml-32m')).toMatchObject({ isPresent: false, howToGet: 'download' });
    expect(listed.find(({ name }) => name === 'simulated-tiny')).toMatchObject({ isPresent: true, isSimulated: true });
    expect((await seqbench(['data', 'list'], { SEQBENCH_DATA: root })).out).toMatch(
      /57 Amazon categories are not shown/,
    );
  });

  test('unknown names and datasets that need a login end with a sentence', async () => {
    const unknown = await seqbench(['data', 'stats', 'ml20m']);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringMatching(/no built-in dataset is called "ml20m"/)]);
    const login = await seqbench(['data', 'download', 'amazon-m2', '--to', await temporaryFolder()]);
    expect([login.code, login.err]).toEqual([2, expect.stringMatching(/needs a login/)]);
    expect(login.err).not.toMatch(/ at .*\.ts:/);
  });
});
