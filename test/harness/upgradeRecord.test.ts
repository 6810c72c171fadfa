/** Records of every schema version that there was: files as they were written then, never touched again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORD_SCHEMA_VERSION, type CompletedRecord } from '../../harness/records/record.ts';
import { parseRecord } from '../../harness/records/recordStore.ts';

const file = (name: string) => join(import.meta.dirname, '../fixtures/records', name);
const text = (name: string) => readFileSync(file(name), 'utf8');
const read = (name: string) => parseRecord(text(name), file(name));

describe('records of every schema version that there was', () => {
  it.each([1, 2, 3].flatMap((version) => [`completed-v${version}.json`, `failed-v${version}.json`]))(
    '%s is read',
    (name) => {
      const record = read(name);
      expect(record.schemaVersion).toBe(RECORD_SCHEMA_VERSION);
      expect(record.status).toBe(name.split('-')[0]);
    },
  );

  it('have all that they had, and nothing made up', () => {
    const old = JSON.parse(text('completed-v1.json')) as CompletedRecord;
    const record = read('completed-v1.json') as CompletedRecord;
    expect(record.metrics).toEqual(old.metrics);
    expect(record.costs).toMatchObject(old.costs);
    expect(record).toMatchObject({ profiles: null, scenarios: null, prices: null, groups: [], modelFacts: {} });
    expect(record.costs).toMatchObject({ inferenceCompileSeconds: null, secondsToBestEpoch: null, energyJoules: null });
    expect(record.epochs[0]).toEqual({
      ...old.epochs[0],
      phase: null,
      dataSeconds: null,
      hostSeconds: null,
      engineSeconds: null,
      measures: {},
    });
  });

  it('lose what was room for a reason that nothing ever gave', () => {
    const old = JSON.parse(text('completed-v2.json')) as object;
    expect(old).toHaveProperty('searchPrune');
    const kept = Object.fromEntries(Object.entries(old).filter(([key]) => key !== 'searchPrune'));
    const upgraded = read('completed-v2.json');
    // Besides, it has what was not there to measure then.
    expect(upgraded).toMatchObject({ ...kept, sharedModel: null, schemaVersion: RECORD_SCHEMA_VERSION });
    expect(upgraded).not.toHaveProperty('searchPrune');
  });

  it('that are corrupt are still refused by name', () => {
    const broken = { ...(JSON.parse(text('completed-v1.json')) as object), costs: null, epochs: 'none' };
    expect(() => parseRecord(JSON.stringify(broken), 'x.json')).toThrow(/^The record x\.json is corrupt: epochs /u);
  });
});
