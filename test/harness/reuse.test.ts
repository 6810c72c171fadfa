/** When the record of an earlier run stands for a case, and when the case has to run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../harness/config/limits.ts';
import { parseConfigText } from '../../harness/config/configText.ts';
import { planCases } from '../../harness/plan/plan.ts';
import { parseConfig } from '../../harness/config/readConfig.ts';
import { readRecord, recordPath, writeRecord } from '../../harness/records/recordStore.ts';
import { finishedRecord, runCases } from '../../harness/run/runCases.ts';
import type { RunContext } from '../../harness/run/runContext.ts';
import { completedRecord, failedRecord } from './recordFixture.ts';

const config = parseConfig(parseConfigText('x', 'name: x\ndatasets: [simulated-tiny]\nbaselines: [popularity]\n'));
const baseline = {
  source: { id: 'popularity', file: '/x', fileHash: null },
  label: 'popularity',
  summary: '',
  needs: [],
  takesItemText: false,
  profiles: null,
};
const [planned] = planCases(config, [
  { ...baseline, settings: {}, filesHash: null, serve: null, path: [], grid: null },
]);
const { dataset, split, machine, code } = completedRecord();

const noEvents = { onCaseStart: () => undefined, onCaseProgress: () => undefined, onCaseEnd: () => undefined };

let context: RunContext;
let path: string;
beforeEach(() => {
  const resultsDirectory = mkdtempSync(join(tmpdir(), 'seqbench-reuse-'));
  const surveys = new Map([['simulated-tiny', { dataset, split, hasItemText: false }]]);
  const { signal } = new AbortController();
  context = {
    resultsDirectory,
    cacheDirectory: '',
    machine,
    code,
    prices: null,
    limits: NO_LIMITS,
    surveys,
    profiles: new Map(),
    onFinished: 'reuse',
    signal,
  };
  path = recordPath(resultsDirectory, machine.id, code.commit, planned!.caseId);
});
afterEach(() => {
  rmSync(context.resultsDirectory, { recursive: true });
});

describe('a record of the case', () => {
  it('stands for it', async () => {
    await writeRecord(path, completedRecord());
    expect(await finishedRecord(planned!, path, context)).toEqual(completedRecord());
  });

  it.each([
    ['of a failure', failedRecord()],
    ['on other data of the same name', completedRecord({ dataset: { ...dataset, contentHash: 'other' } })],
    ['on another split', completedRecord({ split: { ...split, hash: 'other' } })],
    ['of changes that were never committed', completedRecord({ code: { ...code, isDirty: true } })],
  ])('%s does not', async (_, record) => {
    await writeRecord(path, record);
    expect(await finishedRecord(planned!, path, context)).toBeNull();
  });

  it('does not where every case is to be repeated', async () => {
    await writeRecord(path, completedRecord());
    expect(await finishedRecord(planned!, path, { ...context, onFinished: 'repeat' })).toBeNull();
  });

  it('is given the prices of the run, and the money they make', async () => {
    await writeRecord(path, completedRecord());
    const prices = { perHour: 0.36, currency: 'EUR' };
    const priced = await runCases([planned!], { ...context, prices }, noEvents);
    // 0.0001 a second, 6000 histories a second.
    expect(priced.results[0]!.record).toMatchObject({
      prices,
      costs: { moneyPerMillionRequests: expect.closeTo(1 / 60, 12) as number },
    });
    await runCases([planned!], context, noEvents);
    expect(await readRecord(path)).toMatchObject({ prices: null, costs: { moneyPerMillionRequests: null } });
  });

  it('takes a new label without running again', async () => {
    await writeRecord(path, completedRecord());
    const renamed = { ...planned!, baseline: { ...planned!.baseline, label: 'most popular' } };
    const sources: string[] = [];
    await runCases([renamed], context, {
      onCaseStart: () => sources.push('start'),
      onCaseProgress: () => undefined,
      onCaseEnd: (_, record, source) => sources.push(`${record.baseline.label} ${source}`),
    });
    expect(sources).toEqual(['most popular reused']);
    expect((await readRecord(path))?.baseline.label).toBe('most popular');
  });
});
