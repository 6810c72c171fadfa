/** What `seqbench run` shows while it runs: plan, live lines on a terminal, plain ones elsewhere, time left, the page. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlannedCase } from '../../harness/plan/plan.ts';
import { planText } from '../../harness/plan/planText.ts';
import type { CaseState } from '../../harness/run/runConfig.ts';
import { CaseTimes, timeLeftText } from '../../harness/run/timeLeft.ts';
import { finalScreen, inTerminal } from '../support/terminal.ts';
import { openWorkplace, TEST_BASELINES, type Workplace } from './seqbench.ts';

function planned(label: string, seed: number, datasetName = 'shop'): PlannedCase {
  return { baseline: { label }, datasetName, seed } as PlannedCase;
}

describe('the plan as a table', () => {
  const plain = { width: 100, hasColor: false };

  it('has a row for each baseline on each dataset, with what there is to do', () => {
    const cases = [planned('a', 1), planned('a', 2), planned('b', 1), planned('b', 2), planned('a', 1, 'films')];
    const states: CaseState[] = ['done', 'to run', 'to run', 'to run', 'failed before'];
    expect(
      planText({ cases, states }, plain)
        .split('\n')
        .filter((line) => /^│ [ab] /u.test(line)),
    ).toEqual([
      '│ a        │    shop │  1, 2 │ 1 to run, 1 recorded before │',
      '│ b        │    shop │  1, 2 │                      to run │',
      '│ a        │   films │     1 │ to run again, having failed │',
    ]);
  });

  it('counts what is too much to show', () => {
    const cases = Array.from({ length: 30 }, (_, place) => planned(`grid ${place}`, 1));
    expect(planText({ cases, states: cases.map(() => 'to run') }, plain)).toContain('And 6 more rows like these.');
  });
});

describe('the time left', () => {
  const cases = [planned('a', 1), planned('a', 2), planned('b', 1), planned('b', 2)];

  it('is what like cases took, less what the running one has had', () => {
    const times = new CaseTimes(cases);
    times.finish(cases[0]!, 100);
    times.finish(cases[2]!, 10);
    expect(times.left(cases[1]!, 30)).toEqual({ seconds: 80, isWhole: true });
    expect(times.left(cases[1]!, 300)).toEqual({ seconds: 10, isWhole: true });
    expect(timeLeftText(times.left(cases[1]!, 30))).toBe(', about 1 min 20 s left');
  });

  it('says where it does not know all, and nothing where it knows nothing', () => {
    const times = new CaseTimes(cases);
    expect(timeLeftText(times.left(cases[0]!, 5))).toBe('');
    times.finish(cases[0]!, 60);
    expect(timeLeftText(times.left(null, 0))).toBe(', more than 1 min 00 s left');
    times.finish(cases[2]!, null);
    expect(times.left(null, 0).isWhole).toBe(false);
  });

  it('does not count what is recorded already', () => {
    const times = new CaseTimes([cases[1]!]);
    times.finish(cases[0]!, 60);
    times.finish(cases[1]!, 60);
    expect(times.left(null, 0)).toEqual({ seconds: 0, isWhole: true });
  });
});

describe('a run', () => {
  let place: Workplace;
  let config: string;

  beforeAll(() => {
    place = openWorkplace();
    const patient = join(TEST_BASELINES, 'patient.ts');
    const settings = '{ epochCount: 6, epochMilliseconds: 120 }';
    config = place.writeConfig(`  - { id: ${patient}, settings: ${settings} }\n`, 'seeds: [1, 2]');
  });
  afterAll(() => {
    place.remove();
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasScript)('shows lines that change on a terminal, and leaves none of them behind', async () => {
    const { exitCode, raw, screen } = await inTerminal(place, ['run', config]);
    expect(exitCode, screen).toBe(0);
    expect(screen).toMatch(/All \[=*-*\] 0\/2 cases\s/u);
    expect(screen).toMatch(/All \[=+-+\] 1\/2 cases, about (?:\d+ min )?[\d.]+ s left/u);
    expect(screen).toMatch(/\[2\/2\] patient, simulated-tiny, seed 2 \[=*-*\]/u);
    expect(screen).toMatch(/fitting, epoch \d\/6, loss 0\.\d{4}/u);
    const lines = finalScreen(raw);
    expect(lines.filter((line) => /All \[|fitting|starting|\[-/u.test(line))).toEqual([]);
    expect(lines.filter((line) => /^\[\d\/2\] /u.test(line))).toEqual([
      expect.stringMatching(/^\[1\/2\] patient, simulated-tiny, seed 1: done in [\d.]+ s, NDCG@10 0\.\d{4}$/u),
      expect.stringMatching(/^\[2\/2\] patient, simulated-tiny, seed 2: done in [\d.]+ s, NDCG@10 0\.\d{4}$/u),
    ]);
    expect(lines.findIndex((line) => line === 'Plan')).toBeGreaterThan(0);
    expect(lines).toContain('Report: results/report/index.html');
    // The cursor is there again.
    expect(raw.lastIndexOf('\u001B[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001B[?25l'));
  });

  it('writes plain lines elsewhere', async () => {
    const { exitCode, stdout, stderr } = await place.run('run', config);
    expect(exitCode, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('\u001B');
    expect(stderr).toMatch(/Plan\n[\s\S]*│ patient +│ simulated-tiny +│ +1, 2 │ +(?:to run|recorded before) │/u);
    expect(stdout).toMatch(/\nReport: results\/report\/index\.html\n$/u);
  });
});
