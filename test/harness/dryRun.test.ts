/** What a dry run says: extrapolated by a clock that is told the time, and once for real. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromProbe, type EstimatedCase } from '../../harness/dryRun/estimate.ts';
import { estimateLines } from '../../harness/dryRun/estimateText.ts';
import { StepTimer } from '../../harness/dryRun/probeCase.ts';
import type { PlannedCase } from '../../harness/plan/plan.ts';
import { ManualClock, settingsWith } from '../scenarios/fakes.ts';
import { openWorkplace, type Workplace } from './seqbench.ts';

const report = (step: number, epochCount = 10, stepCount = 100) => {
  return { epoch: 1, epochCount, step, stepCount, loss: null, bestValidationNdcg10: null };
};

describe('steps', () => {
  it('are timed after the first, which compile, by their median', () => {
    const clock = new ManualClock();
    const timer = new StepTimer(clock);
    const seconds = [9, 7, 0.5, 0.5, 30, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    const enough = seconds.map((duration, index) => {
      clock.seconds += duration;
      return timer.onProgress(report(index + 1));
    });
    expect(timer.allSeconds()).toBe(0.5 * 10 * 100);
    expect(enough.indexOf(true)).toBe(13);
  });

  it('of a short fit are enough when all of them are done', () => {
    const timer = new StepTimer(new ManualClock());
    expect([1, 2, 3].map((step) => timer.onProgress(report(step, 1, 3)))).toEqual([false, false, true]);
  });

  it('are taken as they were measured, without compiling', () => {
    const clock = new ManualClock();
    const timer = new StepTimer(clock);
    for (let step = 1; step <= 5; step++) {
      clock.seconds += 2;
      timer.onProgress({ ...report(step), stepSeconds: 0.25 });
    }
    expect(timer.allSeconds()).toBe(0.25 * 10 * 100);
  });

  it('of one part of training say how long that part takes', () => {
    const clock = new ManualClock();
    const timer = new StepTimer(clock);
    const part = { name: 'pretrain', place: 1, partCount: 3, epochCount: 2, share: 0 };
    for (let step = 1; step <= 5; step++) {
      clock.seconds += 2;
      timer.onProgress({ ...report(step), part });
    }
    expect(timer.allSeconds()).toBe(2 * 2 * 100);
    expect(timer.part).toBe(part);
  });

  it('that were never reported say nothing', () => {
    expect(new StepTimer(new ManualClock()).allSeconds()).toBeNull();
  });
});

describe('estimates in words', () => {
  const planned = (caseId: string): PlannedCase =>
    ({ caseId, baseline: { label: caseId }, datasetName: 'shop', seed: 1 }) as unknown as PlannedCase;
  const probed = { loadSeconds: 1, fitSeconds: 199, basis: 'steps', part: null, peakMemoryBytes: 2 ** 30 } as const;
  const cases: EstimatedCase[] = [
    { planned: planned('done'), state: 'done', estimate: null, passSeconds: 90 },
    { planned: planned('steps'), state: 'to run', estimate: fromProbe(probed), passSeconds: null },
    {
      planned: planned('silent'),
      state: 'failed before',
      estimate: fromProbe({ ...probed, fitSeconds: null, basis: 'unknown' }),
      passSeconds: null,
    },
  ];

  it('say what is known and where it is from', () => {
    expect(estimateLines(cases, settingsWith())).toEqual([
      '  done: done, shop, seed 1: done',
      '  steps: steps, shop, seed 1: to run, about 3 min 20 s and 1.00 GiB ' +
        '(a few training steps, to the last epoch; validating and answering come on top)',
      '  silent: silent, shop, seed 1: failed before, unknown time and 1.00 GiB (a trial fit, which did not end in 15 s)',
      'In all about 3 min 20 s, one case after the other, without 1 of unknown time.',
    ]);
  });

  it('do not pass the first part of training off as all of it', () => {
    const estimate = fromProbe({ ...probed, part: { name: 'pretrain', partCount: 5 } });
    expect(estimate).toEqual({
      seconds: null,
      peakMemoryBytes: 2 ** 30,
      basis: 'of the 5 parts of training the first, pretrain, takes about 3 min 19 s; the others were not tried',
    });
  });

  it('tell of sessions', () => {
    const line = (scenarios: readonly string[]) =>
      estimateLines(cases, settingsWith({ scenarios, rounds: 4, secondsPerTurn: 5 })).at(-1);
    expect(line(['single-stream'])).toBe(
      'Latency of all baselines, shop, seed 1: on top of that, about 1 min 00 s at most, ' +
        'besides opening each model up to 4 times.',
    );
    expect(line(['single-stream', 'offline'])).toBe(
      'Latency of all baselines, shop, seed 1: on top of that, about 7 min 00 s at most, ' +
        'besides opening each model up to 4 times and 4 passes over the test set of each not measured before: steps, silent.',
    );
  });
});

describe('a dry run', () => {
  let workplace: Workplace;
  let config: string;
  beforeAll(() => {
    workplace = openWorkplace();
    config = workplace.writeConfig('  - popularity\n  - { id: sasrec, settings: { epochs: 500 } }\n', 'seeds: [1, 2]');
  });
  afterAll(() => {
    workplace.remove();
  });

  it('tries every case but for its seed, and keeps nothing', async () => {
    const { exitCode, stdout } = await workplace.run('run', config, '--dry-run', '--json');
    expect(exitCode).toBe(0);
    const { cases } = JSON.parse(stdout) as {
      cases: {
        baseline: string;
        seed: number;
        estimate: { seconds: number; peakMemoryBytes: number; basis: string };
      }[];
    };
    expect(cases.map(({ baseline, seed }) => [baseline, seed])).toEqual([
      ['popularity', 1],
      ['sasrec', 1],
      ['popularity', 2],
      ['sasrec', 2],
    ]);
    const [popularity, sasrec] = cases;
    expect(popularity!.estimate.basis).toBe('a trial fit; answering comes on top');
    expect(sasrec!.estimate.basis).toMatch(/^a few training steps/u);
    expect(sasrec!.estimate.seconds).toBeGreaterThan(popularity!.estimate.seconds);
    expect(sasrec!.estimate.peakMemoryBytes).toBeGreaterThan(popularity!.estimate.peakMemoryBytes);
    expect(cases[3]!.estimate).toEqual(sasrec!.estimate);
    expect(existsSync(workplace.results)).toBe(false);
  });

  it('goes by earlier records where there are some', async () => {
    await workplace.run('run', config, '--only', 'popularity', '--seeds', '1');
    const { stderr } = await workplace.run('run', config, '--dry-run', '--only', 'popularity');
    expect(stderr).toMatch(
      /seed 1: done\n.*seed 2: to run, about (?:\d+ min )?[\d.]+ s and \d+ MiB \(as once before\)\n/u,
    );
  });
});
