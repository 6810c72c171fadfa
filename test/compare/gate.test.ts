/** compare, regress and history through the command line, on results with planted differences. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordPath, writeRecord } from '../../harness/records/recordStore.ts';
import { failedRecord } from '../harness/recordFixture.ts';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';
import {
  SIMULATED_MACHINE,
  simulatedCommit,
  type SimulatedCommit,
  type SimulationPlan,
  simulateResults,
} from '../support/simulatedRecords.ts';
import { SIMULATED_MODELS } from '../support/simulatedModels.ts';

const MODELS = SIMULATED_MODELS.filter(({ label }) => ['markov', 'sasrec'].includes(label));

function plan(commits: readonly SimulatedCommit[], changes: Partial<SimulationPlan> = {}): SimulationPlan {
  return {
    shops: [{ name: 'shop', caseCount: 4000, itemCount: 1200, k: 10 }],
    models: MODELS,
    seeds: [1, 2, 3],
    machines: [SIMULATED_MACHINE],
    commits,
    requestCount: 500,
    ...changes,
  };
}

const commits = [
  simulatedCommit(0),
  simulatedCommit(1),
  simulatedCommit(2, { latencyFactor: 1.15 }),
  simulatedCommit(3, { skillShift: -0.3 }),
  simulatedCommit(4, { latencyFactor: 1.3, skillShift: 0.5 }),
] as const;
const name = (place: number): string => commits[place]!.commit.slice(0, 8);

let place: Workplace;

beforeAll(async () => {
  place = openWorkplace();
  await simulateResults(place.results, plan(commits));
});
afterAll(() => {
  place.remove();
});

describe('regress', () => {
  const gate = (base: number, head: number, ...more: string[]) =>
    place.run('regress', '--base', name(base), '--head', name(head), ...more);

  it('finds two identical runs fine', async () => {
    const { exitCode, stdout } = await gate(0, 1);
    expect(stdout).toContain('Fine');
    expect(stdout).toContain('the same for every user');
    expect(exitCode).toBe(0);
  });

  it('catches a slow-down', async () => {
    const { exitCode, stdout } = await gate(0, 2);
    expect(stdout).toMatch(/single request\s+│\s+worse/u);
    expect(exitCode).toBe(1);
  });

  it('catches a loss of quality', async () => {
    const { exitCode, stdout } = await gate(0, 3);
    expect(stdout).toMatch(/ndcg@10\s+│\s+worse/u);
    expect(exitCode).toBe(1);
  });

  it('calls slower but better a trade', async () => {
    const { exitCode, stdout } = await gate(0, 4);
    expect(stdout).toContain('A trade');
    expect(exitCode).toBe(0);
  });

  it('cannot tell where nothing can be compared', async () => {
    const other = mkdtempSync(join(tmpdir(), 'seqbench-other-'));
    const shops = [{ name: 'films', caseCount: 100, itemCount: 300, k: 10 }];
    await simulateResults(other, plan([simulatedCommit(9)], { shops }));
    const { exitCode, stdout } = await place.run('regress', '--base', other, '--head', name(0));
    await rm(other, { recursive: true });
    expect(stdout).toContain('Cannot tell');
    expect(stdout).toContain('sasrec on films has no case in');
    expect(exitCode).toBe(2);
  });

  it('names what failed on both sides, and cannot tell', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'seqbench-broken-'));
    const two = [simulatedCommit(0), simulatedCommit(1)];
    await simulateResults(broken, plan(two));
    for (const { commit } of two) {
      const record = failedRecord({ code: { ...failedRecord().code, commit } });
      await writeRecord(recordPath(broken, record.machine.id, commit, record.caseId), record);
    }
    const { exitCode, stdout } = await place.run('regress', '--base', name(0), '--head', name(1), '--results', broken);
    await rm(broken, { recursive: true });
    expect(stdout).toContain('Cannot tell');
    expect(stdout).toContain('popularity on shop, seed 1 failed in both, and cannot be compared.');
    expect(exitCode).toBe(2);
  });

  it('cannot tell from few users', async () => {
    const few = mkdtempSync(join(tmpdir(), 'seqbench-few-'));
    const shops = [{ name: 'shop', caseCount: 40, itemCount: 1200, k: 10 }];
    await simulateResults(few, plan([simulatedCommit(0), simulatedCommit(1, { skillShift: -0.02 })], { shops }));
    const { exitCode, stdout } = await place.run('regress', '--base', name(0), '--head', name(1), '--results', few);
    await rm(few, { recursive: true });
    expect(stdout).toContain('could hide here');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['--base', 'nothing', '--head', 'nothing'], 'no commit or baseline'],
    [['--base', 'abcdef', '--head', 'abcdef', '--latency-tolerance', '5'], 'must be a share'],
    [['--base', '.', '--head', '.'], 'holds no record'],
    [['--base', name(0), '--head', name(0)], 'hold the same runs'],
  ])('refuses %j in one sentence', async (words, sentence) => {
    const { exitCode, stderr } = await place.run('regress', ...words);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('writes a summary for GitHub, and prints JSON', async () => {
    const summary = join(place.folder, 'summary.md');
    await writeFile(summary, 'before\n');
    const github = openWorkplace({ GITHUB_STEP_SUMMARY: summary });
    const words = ['regress', '--base', name(0), '--head', name(2), '--results', place.results];
    const { exitCode, stdout } = await github.run(...words, '--github', '--json');
    github.remove();
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, verdict: 'regression' });
    expect(await readFile(summary, 'utf8')).toMatch(/^before\n### seqbench: Regression/u);
  });
});

describe('compare', () => {
  it('tells two baselines apart, with intervals, and says what it could not have seen', async () => {
    const { exitCode, stdout } = await place.run('compare', 'markov', 'sasrec');
    expect(stdout).toMatch(/ndcg@10\s+│.*│\s+better/u);
    expect(stdout).toContain('would go unseen');
    expect(exitCode).toBe(0);
  });

  it('finds a baseline identical to itself', async () => {
    const { stdout } = await place.run('compare', 'sasrec', 'sasrec', '--json');
    const { pairs } = JSON.parse(stdout) as { pairs: { qualities: { verdict: string }[] }[] };
    expect(pairs[0]!.qualities.map(({ verdict }) => verdict)).toEqual(['identical', 'identical']);
  });

  it('refuses a metric that is not of users', async () => {
    const { exitCode, stderr } = await place.run('compare', 'markov', 'sasrec', '--metrics', 'coverage@10');
    expect(stderr).toContain('no metric that users can be compared by');
    expect(exitCode).toBe(2);
  });
});

describe('history', () => {
  it('finds three planted steps in 200 commits, and no other', async () => {
    const results = mkdtempSync(join(tmpdir(), 'seqbench-history-'));
    const many = Array.from({ length: 200 }, (_, at) =>
      simulatedCommit(at, {
        latencyFactor: at < 70 ? 1 : at < 120 ? 1.12 : 1.05,
        skillShift: at < 150 ? 0 : -0.3,
      }),
    );
    const shops = [{ name: 'shop', caseCount: 300, itemCount: 600, k: 10 }];
    const models = MODELS.filter(({ label }) => label === 'sasrec');
    await simulateResults(results, plan(many, { shops, models, seeds: [1], requestCount: 100 }));
    const figures = ['--figures', 'ndcg@10', 'singleStreamP50Milliseconds', 'peakMemoryBytes', 'trainSecondsPerEpoch'];
    const { stdout, exitCode } = await place.run('history', results, '--json', '--bisect', ...figures);
    await rm(results, { recursive: true });
    expect(exitCode).toBe(0);
    const { series } = JSON.parse(stdout) as { series: { figure: string; steps: { commit: string }[] }[] };
    const places = series.flatMap(({ figure, steps }) =>
      steps.map(({ commit }) => [figure, many.findIndex((one) => one.commit === commit)] as const),
    );
    const planted = [
      ['ndcg@10', 150],
      ['singleStreamP50Milliseconds', 70],
      ['singleStreamP50Milliseconds', 120],
    ] as const;
    expect(places.map(([figure]) => figure)).toEqual(planted.map(([figure]) => figure));
    places.forEach(([, at], index) => {
      expect(Math.abs(at - planted[index]![1])).toBeLessThanOrEqual(1);
    });
  });

  it('says in one sentence what is not there', async () => {
    const missing = await place.run('history', join(place.folder, 'nowhere'));
    expect([missing.exitCode, missing.stderr.trim().split('\n').length]).toEqual([2, 1]);
    const wrong = await place.run('history', place.results, '--figures', 'ndgc@10');
    expect(wrong.stderr).toContain('neither a metric');
    expect(wrong.exitCode).toBe(2);
  });
});
