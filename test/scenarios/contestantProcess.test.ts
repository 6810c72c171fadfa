/** A model's process that misbehaves, for real. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../harness/limits.ts';
import type { OpenRequest } from '../../harness/scenarios/contestantMessages.ts';
import { ContestantProcess } from '../../harness/scenarios/contestantProcess.ts';
import { parseConfig } from '../../harness/readConfig.ts';
import { parseConfigText } from '../../harness/configText.ts';
import { settingsWith } from './fakes.ts';

const config = parseConfig(parseConfigText('x', 'name: x\ndatasets: [simulated-tiny]\nbaselines: [popularity]\n'));
const cacheDirectory = mkdtempSync(join(tmpdir(), 'seqbench-contestant-'));
afterAll(() => {
  rmSync(cacheDirectory, { recursive: true });
});
const request: OpenRequest = {
  ...{ kind: 'open', dataset: config.datasets[0]!, split: config.split, skipBadRows: false, withItemText: false },
  cacheDirectory,
  ...{ trained: null, k: 10, measure: config.measure, settings: settingsWith({ requestsPerTurn: 50 }) },
};

describe('a contestant', () => {
  it('takes its turns, and says so where it is gone', async () => {
    const contestant = new ContestantProcess('empty', 'empty', request, NO_LIMITS);
    try {
      expect(await contestant.open()).toBeGreaterThanOrEqual(0);
      const { sampleSeconds } = await contestant.turn({ scenario: 'single-stream', round: 0 });
      expect(sampleSeconds).toHaveLength(50);
      const asked = contestant.turn({ scenario: 'single-stream', round: 1 });
      contestant.kill();
      await expect(asked).rejects.toThrow('its process ended with signal SIGKILL');
      await expect(contestant.turn({ scenario: 'offline' })).rejects.toThrow('its process ended with signal SIGKILL');
    } finally {
      contestant.kill();
    }
  });

  it('is ended where it takes longer than a case may', async () => {
    const contestant = new ContestantProcess('empty', 'empty', request, { ...NO_LIMITS, caseSeconds: 0.01 });
    await expect(contestant.open()).rejects.toThrow('It took longer than limits.caseSeconds allows, 0.01 s.');
  });
});
