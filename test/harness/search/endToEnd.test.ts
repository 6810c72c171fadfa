/** A search through the command line: trials, the choice, cases of what is chosen, tables; stopped and gone on with. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from '../../../harness/records/recordStore.ts';
import { readSearches, type SearchRecord } from '../../../harness/search/searchRecord.ts';
import { openWorkplace, TEST_BASELINES, type Finished, type Workplace } from '../seqbench.ts';

const SEARCH = 'seeds: [4, 5]\nsearch: { pruning: halving, firstEpochs: 2, seed: 9 }';

function baselines(workplace: Workplace, levels: readonly number[], more: object = {}): string {
  const settings = { diary: join(workplace.folder, 'diary.txt'), ...more };
  return [
    '  - popularity',
    `  - id: ${TEST_BASELINES}/curve.ts`,
    '    label: curve',
    `    settings: ${JSON.stringify(settings)}`,
    `    grid: { level: [${levels.join(', ')}] }`,
    '',
  ].join('\n');
}

function diary(workplace: Workplace): string[] {
  const path = join(workplace.folder, 'diary.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

const states = ({ trials }: SearchRecord) => trials.map(({ choice, state }) => [choice.level, state]);

describe('a search that halves', () => {
  let workplace: Workplace;
  let first: Finished;
  let search: SearchRecord;

  beforeAll(async () => {
    workplace = openWorkplace();
    first = await workplace.run('run', workplace.writeConfig(baselines(workplace, [0.3, 0.9, -1, 0.5]), SEARCH));
    [search] = (await readSearches(workplace.results)) as [SearchRecord];
  });
  afterAll(() => {
    workplace.remove();
  });

  it('records what was pruned, what failed and what was chosen', () => {
    expect(states(search)).toEqual([
      [0.3, 'pruned'],
      [0.9, 'chosen'],
      [-1, 'failed'],
      [0.5, 'pruned'],
    ]);
    expect(search.trials[2]!.failure).toBe('level below zero');
    expect(search.trials[1]!.scores.map(({ epochLimit }) => epochLimit)).toEqual([2, 4]);
  });

  it('trains each trial as far as its round goes, and never an epoch twice', () => {
    const ofTrials = diary(workplace).filter((line) => line.startsWith('seed 9'));
    const epochs = (level: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `seed 9 level ${level} epoch ${index + 1}`);
    expect([...ofTrials].sort()).toEqual([...epochs(0.3, 2), ...epochs(0.5, 4), ...epochs(0.9, 4)].sort());
    expect(readdirSync(workplace.results, { recursive: true }).some((name) => String(name).includes('.trial'))).toBe(
      false,
    );
  });

  it('runs what was chosen with every seed, under the name without a choice', async () => {
    const records = (await readRecords(workplace.results)).map(({ record }) => record);
    expect(records.map(({ baseline, seed }) => [baseline.label, seed]).sort()).toEqual([
      ['curve', 4],
      ['curve', 5],
      ['popularity', 4],
      ['popularity', 5],
    ]);
    expect(records[0]!.settings).toMatchObject({ level: 0.9, epochs: 10 });
    expect(first.exitCode).toBe(0);
  });

  it('says before, meanwhile and after what it does', () => {
    expect(first.stderr).toContain(
      'Before that, a search for curve on simulated-tiny: 4 settings; halving in 2 rounds',
    );
    expect(first.stderr).toMatch(
      /\[trial 1\/6\] curve, simulated-tiny: level=0\.3, up to 2 epochs: validation NDCG@10/u,
    );
    expect(first.stderr).toContain('FAILED, level below zero');
    expect(first.stderr).toContain('Search for curve on simulated-tiny: level=0.9 (validation NDCG@10 0.8000)');
    expect(first.stdout).toContain('Search: curve, simulated-tiny');
    expect(first.stdout).toContain('1 chosen, 2 pruned, 1 failed');
  });

  it('is not done again by the same command, and is in reports', async () => {
    const before = diary(workplace).length;
    const again = await workplace.run('run', join(workplace.folder, 'run.yaml'), '--json');
    expect(again.exitCode).toBe(0);
    expect(diary(workplace)).toHaveLength(before);
    expect((JSON.parse(again.stdout) as { searches: SearchRecord[] }).searches).toEqual([search]);
    const markdown = await workplace.run('report', workplace.results, '--format', 'markdown');
    expect(markdown.stdout).toContain('### Search: curve, simulated-tiny');
    expect(markdown.stdout).toContain('level=0.9 | **0.8000** | 4 |');
  });
});

describe('a search that is killed', () => {
  it('ends with the record and the epochs of one that is not', async () => {
    const workplace = openWorkplace();
    try {
      const slow = { epochMilliseconds: 60, epochs: 6 };
      const config = workplace.writeConfig(
        baselines(workplace, [0.5, 0.9, 0.7], slow),
        SEARCH.replace('[4, 5]', '[4]'),
      );
      const { child, finished } = workplace.start('run', config);
      while (diary(workplace).length < 3) await sleep(20);
      child.kill('SIGKILL');
      await finished;
      const second = await workplace.run('run', config);
      expect(second.exitCode).toBe(0);
      const [search] = await readSearches(workplace.results);
      expect(states(search!)).toEqual([
        [0.5, 'pruned'],
        [0.9, 'chosen'],
        [0.7, 'pruned'],
      ]);
      // The first trial was recorded before the kill; the second had begun.
      const firstTrial = diary(workplace).filter((line) => line.startsWith('seed 9 level 0.5'));
      expect(firstTrial).toEqual(['seed 9 level 0.5 epoch 1', 'seed 9 level 0.5 epoch 2']);
    } finally {
      workplace.remove();
    }
  });
});

describe('a budget', () => {
  it('makes a search of a grid: so many settings, all trained to their end; one that chooses nothing fails', async () => {
    const workplace = openWorkplace();
    try {
      const config = workplace.writeConfig(baselines(workplace, [-1, -2, -3, -4]));
      const { exitCode, stderr } = await workplace.run('run', config, '--budget', '2');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('2 settings of 4, drawn with seed 1');
      expect(stderr).toContain('NOTHING CHOSEN');
      const [search] = await readSearches(workplace.results);
      expect(search).toMatchObject({ candidateCount: 4, search: { trials: 2, pruning: 'none' } });
      const plan = await workplace.run('run', config, '--budget', '3', '--dry-run');
      expect(plan.stderr).toContain('3 settings of 4, drawn with seed 1; by validation NDCG@10, seed 1.');
    } finally {
      workplace.remove();
    }
  });

  it.each([
    ['  - popularity\n', 'search: {}', [], 'search has nothing to choose from: no baseline has a "grid".'],
    ['  - popularity\n', '', ['--budget', '0'], '--budget'],
    [
      '  - id: markov\n    grid: { order: [1] }\n',
      'search: { trials: 0 }',
      [],
      'search.trials must be more than 0, not 0.',
    ],
  ])('refuses what makes no sense: %j %j %j', async (text, more, words, message) => {
    const workplace = openWorkplace();
    try {
      const { exitCode, stderr } = await workplace.run('run', workplace.writeConfig(text, more), ...words);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
    } finally {
      workplace.remove();
    }
  });

  it('cannot be shared among shards', async () => {
    const workplace = openWorkplace();
    try {
      const config = workplace.writeConfig(baselines(workplace, [0.1, 0.2]), SEARCH);
      const { exitCode, stderr } = await workplace.run('run', config, '--shard', '1/2');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--shard: the config has a search');
    } finally {
      workplace.remove();
    }
  });
});
