/** A run that is stopped, or killed, goes on where it was and ends with the same records as an undisturbed one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { readRecords } from '../../harness/records/recordStore.ts';
import { openWorkplace, TEST_BASELINES, type Workplace } from './seqbench.ts';

const EPOCHS = 30;
const EPOCH_MILLISECONDS = 100;
const BASELINES = [
  '  - popularity',
  `  - id: ${TEST_BASELINES}/patient.ts`,
  `    settings: { epochCount: ${EPOCHS}, epochMilliseconds: ${EPOCH_MILLISECONDS} }`,
  '',
].join('\n');

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
}

function checkpointFile(workplace: Workplace): string | undefined {
  return filesBelow(join(workplace.results, '.checkpoints')).find((path) => path.endsWith('checkpoint.json'));
}

/** Waits until the slow case has trained for a few epochs. */
async function midTraining(workplace: Workplace): Promise<void> {
  for (;;) {
    const file = checkpointFile(workplace);
    if (file && (JSON.parse(readFileSync(file, 'utf8')) as { epochs: unknown[] }).epochs.length >= 3) return;
    await sleep(20);
  }
}

async function completed(workplace: Workplace): Promise<CompletedRecord[]> {
  const records = (await readRecords(workplace.results)).map(({ record }) => record);
  return records.filter((record) => record.status === 'completed');
}

/** All that must be the same to the bit; times and memory are not. */
function essence(record: CompletedRecord) {
  const { caseId, settings, seed, metrics, answers, split, dataset, epochs } = record;
  const files = answers.files.filter(({ name }) => !name.endsWith('Seconds.npy'));
  return { caseId, settings, seed, metrics, files, split, dataset, losses: epochs.map(({ loss }) => loss) };
}

describe('a run', () => {
  let undisturbed: readonly CompletedRecord[];

  beforeAll(async () => {
    const workplace = openWorkplace();
    try {
      const { exitCode } = await workplace.run('run', workplace.writeConfig(BASELINES));
      expect(exitCode).toBe(0);
      undisturbed = await completed(workplace);
    } finally {
      workplace.remove();
    }
  });

  const workplaces: Workplace[] = [];
  afterAll(() => {
    for (const workplace of workplaces) workplace.remove();
  });

  it.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('that gets a %s in the middle goes on to the same records', async (signal, exitCode) => {
    const workplace = openWorkplace();
    workplaces.push(workplace);
    const config = workplace.writeConfig(BASELINES);
    const running = workplace.start('run', config);
    await midTraining(workplace);
    running.child.kill(signal);
    const stopped = await running.finished;
    expect(stopped.exitCode).toBe(exitCode);
    if (signal !== 'SIGKILL') {
      expect(stopped.stderr).toContain(
        'Stopped. 1 of 2 cases are recorded in results; the same command goes on from there.',
      );
      expect(filesBelow(workplace.results).filter((path) => /\.(partial|tmp)/u.test(path))).toEqual([]);
    }
    expect((await completed(workplace)).map(({ baseline }) => baseline.label)).toEqual(['popularity']);

    const resumed = await workplace.run('run', config);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toContain('1 recorded before');
    const records = await completed(workplace);
    expect(records.map(essence)).toEqual(undisturbed.map(essence));
    const patient = records.find(({ baseline }) => baseline.id === 'patient')!;
    expect(patient.isResumed).toBe(true);
    // Seconds of all sessions, not only of the last.
    expect(patient.costs.fitSeconds).toBeGreaterThanOrEqual((EPOCHS * EPOCH_MILLISECONDS) / 1000);
    expect(checkpointFile(workplace)).toBeUndefined();
    expect(filesBelow(workplace.results).filter((path) => /\.(partial|tmp)/u.test(path))).toEqual([]);
  });
});
