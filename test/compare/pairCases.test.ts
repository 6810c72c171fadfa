/** What may be compared with what: differing fields are named, and nothing is compared across them. */
import { describe, expect, it } from 'vitest';
import { type CasePair, pairCases } from '../../harness/compare/pairCases.ts';
import type { Side } from '../../harness/compare/sides.ts';
import { judge, overallVerdict, verdictOf } from '../../harness/compare/verdict.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { trainedRecord } from '../harness/recordFixture.ts';

const side = (word: string, records: readonly CompletedRecord[]): Side => ({
  word,
  kind: 'commit',
  cases: records.map((record) => ({ path: `${word}/${record.caseId}.json`, record })),
  failures: [],
});
const base = trainedRecord(1, 0.03);
const pairOf = (head: CompletedRecord): CasePair | undefined =>
  pairCases(side('a', [base]), side('b', [head])).pairs[0];

describe('pairing', () => {
  it.each([
    ['dataset content', { dataset: { ...base.dataset, contentHash: 'other' } }],
    ['split', { split: { ...base.split, hash: 'other' } }],
    ['protocol', { protocol: 'ecir26' }],
    ['list length', { cutoffs: [5, 20] }],
  ])('refuses another %s by name', (field, changes) => {
    const { pairs, unpaired } = pairCases(side('a', [base]), side('b', [trainedRecord(1, 0.03, changes)]));
    expect(pairs).toEqual([]);
    expect(unpaired.map(({ sentence }) => sentence)).toEqual([expect.stringContaining(field)]);
  });

  it('names what the second side has besides', () => {
    const besides = trainedRecord(1, 0.03, { protocol: 'ecir26' });
    const { pairs, unpaired } = pairCases(side('a', [base]), side('b', [base, besides]));
    expect(pairs).toHaveLength(1);
    expect(unpaired.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('protocol')]);
  });

  it.each([
    ['machine', { machine: { ...base.machine, id: 'other' } }],
    ['engine', { engine: { ...base.engine!, threads: 8 } }],
    ['measure', { measure: { ...base.measure, batchSize: 1 } }],
  ])('compares accuracy but no costs with another %s', (field, changes) => {
    expect(pairOf(trainedRecord(1, 0.03, changes))!.costDifferences.join()).toContain(field);
  });

  it('takes the newest record of a seed, and no seed of other settings', () => {
    const older = trainedRecord(1, 0.01, { startedAt: '2026-01-01T00:00:00.000Z' });
    const foreign = trainedRecord(2, 0.01, { startedAt: '2026-01-01T00:00:00.000Z', settings: { hiddenSize: 8 } });
    const { pairs } = pairCases(side('a', [base]), side('b', [older, foreign, base]));
    expect(pairs[0]!.second.map(({ record }) => record.metrics['ndcg@10'])).toEqual([0.03]);
  });
});

describe('verdicts', () => {
  const loss = (estimate: number, low: number, high: number, isSignificant: boolean) =>
    judge({ estimate, low, high, isSignificant }, 0.05);

  it('need both more than is tolerated and more than chance', () => {
    expect(loss(0.1, 0.06, 0.14, true)).toBe('worse');
    expect(loss(0.03, 0.02, 0.04, true)).toBe('fine');
    expect(loss(0.1, -0.02, 0.22, false)).toBe('cannot tell');
    expect(loss(0, -0.02, 0.02, false)).toBe('fine');
    expect(loss(-0.2, -0.3, -0.1, true)).toBe('better');
  });

  it('weigh one against the other', () => {
    expect(verdictOf(['better'], ['worse', 'fine'])).toBe('trade');
    expect(verdictOf(['better', 'cannot tell'], ['worse'])).toBe('cannot tell');
    expect(verdictOf(['fine'], ['worse', 'better'])).toBe('regression');
    expect(verdictOf(['worse', 'better'], ['better'])).toBe('regression');
    expect(verdictOf(['worse'], ['better', 'cannot tell'])).toBe('regression');
    expect(verdictOf(['better'], ['cannot tell'])).toBe('cannot tell');
    expect(verdictOf(['fine'], ['better'])).toBe('fine');
    expect(verdictOf([], [])).toBe('cannot tell');
    expect(overallVerdict(['fine', 'trade', 'regression'])).toBe('regression');
    expect(overallVerdict([])).toBe('cannot tell');
  });
});
