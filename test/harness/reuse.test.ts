/** When the record of an earlier run stands for a case, and when the case has to run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfigText } from '../../harness/configText.ts';
import { planCases } from '../../harness/plan.ts';
import { parseConfig } from '../../harness/readConfig.ts';
import { readRecord, recordPath, writeRecord } from '../../harness/recordStore.ts';
import { finishedRecord, runCases } from '../../harness/runCases.ts';
import type { RunContext } from '../../harness/runContext.ts';
import { parseRecord } from '../../harness/recordStore.ts';
import { completedRecord, failedRecord } from './recordFixture.ts';

const config = parseConfig(parseConfigText('x', 'name: x\ndatasets: [simulated-tiny]\nbaselines: [popularity]\n'));
const baseline = {
  source: { id: 'popularity', file: '/x', fileHash: null },
  label: 'popularity',
  summary: '',
  needs: [],
};
const [planned] = planCases(config, [{ ...baseline, settings: {}, path: [] }]);
const { dataset, split, machine, code } = completedRecord();

let context: RunContext;
let path: string;
beforeEach(() => {
  const resultsDirectory = mkdtempSync(join(tmpdir(), 'seqbench-reuse-'));
  const surveys = new Map([['simulated-tiny', { dataset, split, hasItemText: false }]]);
  const { signal } = new AbortController();
  context = { resultsDirectory, cacheDirectory: '', machine, code, surveys, onFinished: 'reuse', signal };
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
  ])('%s does not', async (_, record) => {
    await writeRecord(path, record);
    expect(await finishedRecord(planned!, path, context)).toBeNull();
  });

  it('does not where every case is to be repeated', async () => {
    await writeRecord(path, completedRecord());
    expect(await finishedRecord(planned!, path, { ...context, onFinished: 'repeat' })).toBeNull();
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

describe('records of every schema version that there was', () => {
  it.each(['completed-v1.json', 'failed-v1.json'])('%s is still read', (name) => {
    const file = join(import.meta.dirname, '../fixtures/records', name);
    const record = parseRecord(readFileSync(file, 'utf8'), file);
    expect(record.schemaVersion).toBe(1);
    expect(record.status).toBe(name.split('-')[0]);
  });
});
