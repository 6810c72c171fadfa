/** `seqbench recommend` on the results of a real run. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswerArray } from '../../harness/records/answerFiles.ts';
import { catalogueItems, type CatalogueItem } from '../../harness/records/itemFile.ts';
import { surveyedData } from '../support/surveyedData.ts';
import { chooseModels } from '../../harness/recommend/chooseModels.ts';
import { readRecords, type StoredRecord } from '../../harness/records/recordStore.ts';
import { historyBatch } from '../../src/split/histories.ts';
import { inTerminal } from '../support/terminal.ts';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';

let place: Workplace;
let stored: StoredRecord[];
let catalogue: CatalogueItem[];
/** Catalogue numbers of the first test case's history. */
let history: number[];

interface Answer {
  readonly history: readonly { readonly id: string; readonly title: string | null }[];
  readonly models: readonly {
    readonly label: string;
    readonly seed: number;
    readonly requestMilliseconds: number;
    readonly recommendations: readonly {
      readonly rank: number;
      readonly id: string;
      readonly title: string;
      readonly score: number;
    }[];
  }[];
}

beforeAll(async () => {
  place = openWorkplace();
  const settings = '{ width: 8, blocks: 1, epochs: 2, maxLength: 12 }';
  const config = place.writeConfig(`  - popularity\n  - { id: sasrec, settings: ${settings} }\n`, 'seeds: [1, 2]');
  const { exitCode, stderr } = await place.run('run', config);
  expect(exitCode, stderr).toBe(0);
  stored = await readRecords(place.results);
  const data = await surveyedData(stored[0]!.record, join(place.folder, 'cache'));
  catalogue = catalogueItems(data);
  history = [...historyBatch(data.split.test, 0, 1).items];
});
afterAll(() => {
  place.remove();
});

const ids = (numbers: readonly number[]) => numbers.map((number) => catalogue[number - 1]!.id).join('; ');

describe('seqbench recommend', () => {
  it('answers a history as the model did in its case, all models of a split at once', async () => {
    const { exitCode, stdout, stderr } = await place.run('recommend', '--history', ids(history), '--k', '10', '--json');
    expect(exitCode, stderr).toBe(0);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.history.map(({ id }) => id).join('; ')).toBe(ids(history));
    expect(answer.models.map(({ label, seed }) => [label, seed])).toEqual([
      ['popularity', 1],
      ['sasrec', 1],
    ]);
    for (const { label, recommendations, requestMilliseconds } of answer.models) {
      const { path, record } = stored.find((one) => one.record.baseline.label === label && one.record.seed === 1)!;
      if (record.status !== 'completed') throw new Error(`${label} failed`);
      const { data, shape } = readAnswerArray(dirname(path), record, 'items');
      const first = [...data.slice(0, shape[1])].map(Number).slice(0, 10);
      expect(recommendations.map(({ id }) => id).join('; ')).toBe(ids(first));
      expect(recommendations.every(({ score }) => Number.isFinite(score))).toBe(true);
      expect(requestMilliseconds).toBeGreaterThan(0);
    }
    expect(stderr).toContain('Of several seeds the lowest is asked');
  });

  it('takes several baselines in one word', async () => {
    const all = { from: place.results, cases: [], dataset: null, seed: 2 };
    const { models } = await chooseModels({ ...all, only: ['popularity, sasrec'] });
    expect(models.map(({ record }) => [record.baseline.label, record.seed])).toEqual([
      ['popularity', 2],
      ['sasrec', 2],
    ]);
  });

  it('takes titles, and shows titles side by side', async () => {
    const title = catalogue[history[0]! - 1]!.title;
    const { exitCode, stdout, stderr } = await place.run(
      'recommend',
      '--history',
      title,
      '--k',
      '3',
      '--only',
      'sasrec',
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/│ 1 +│ .*│\n│ 2 +│ .*│\n│ 3 +│ .*│\n│ one request │ +[\d.]+ (?:ms|µs|s) +│/u);
    expect(stdout).toContain(`After ${title}:`);
  });

  it.each([
    [['--history', 'zzzz qqqq'], 'No item like "zzzz qqqq" among the'],
    [['--history', 'x', '--k', '0'], '--k 0: must be a whole number'],
    [[], 'name the history: --history'],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const { exitCode, stdout, stderr } = await place.run('recommend', ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    const lines = stderr.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('Of several'))).toHaveLength(1);
  });

  it.each([
    [
      { only: ['sasrek'] },
      '--only sasrek: no finished case is called so. Did you mean "sasrec"? There are: popularity, sasrec.',
    ],
    [{ cases: ['nope'] }, '--case nope: no finished case is called so.'],
    [{ seed: 9 }, '--seed 9: no finished case has it. There are: 1, 2.'],
    [{ dataset: 'films' }, '--dataset films: no finished case is called so.'],
    [{ from: 'nowhere' }, 'There is no results directory nowhere.'],
  ])('finds no model for %j', async (choice, sentence) => {
    const all = { from: place.results, only: [], cases: [], dataset: null, seed: null };
    await expect(chooseModels({ ...all, ...choice })).rejects.toThrow(sentence);
  });

  it('names cases whose model was not kept, and asks the others', async () => {
    const results = join(place.folder, 'pruned');
    cpSync(place.results, results, { recursive: true });
    const folderOf = (path: string) => path.replace(place.results, results).replace(/\.json$/u, '');
    for (const { path, record } of stored) {
      if (record.baseline.id === 'sasrec') rmSync(join(folderOf(path), 'model'), { recursive: true });
    }
    const words = ['recommend', results, '--history', ids(history)];
    const rest = await place.run(...words, '--json');
    expect(rest.exitCode, rest.stderr).toBe(0);
    expect((JSON.parse(rest.stdout) as Answer).models.map(({ label }) => label)).toEqual(['popularity']);
    expect(rest.stderr).toContain('Left out, for no trained model was kept: sasrec.simulated-tiny');
    const none = await place.run(...words, '--only', 'sasrec');
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toMatch(/^No trained model was kept of sasrec\.simulated-tiny.*; run them again\.\n$/u);
  });

  it('refuses an empty catalogue', async () => {
    const results = join(place.folder, 'empty');
    cpSync(place.results, results, { recursive: true });
    for (const { path } of stored) {
      const folder = path.replace(place.results, results).replace(/\.json$/u, '');
      writeFileSync(join(folder, 'items.tsv'), 'number\tid\ttitle\n');
      // Data that are gone, so that the map beside the model is all there is.
      const copy = path.replace(place.results, results);
      writeFileSync(
        copy,
        JSON.stringify({ ...stored.find((one) => one.path === path)!.record, datasetSettings: 'gone' }),
      );
    }
    const { exitCode, stderr } = await place.run('recommend', results, '--history', 'x');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is empty: there is nothing to recommend.');
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasScript)('talks on a terminal', async () => {
    const { exitCode, screen } = await inTerminal(
      place,
      ['recommend', '--only', 'popularity'],
      [
        [/> $/u, `${catalogue[0]!.id}; ${catalogue[1]!.id}\n`],
        [/2\. .*\n> $/u, '\n'],
        [/one request: .*\n> $/u, '\u0004'],
      ],
    );
    expect(exitCode).toBe(0);
    expect(screen).toContain(`After ${catalogue[0]!.title}; ${catalogue[1]!.title}:`);
  });
});
