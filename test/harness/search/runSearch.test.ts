/** Rounds of a search, told from made-up learning curves: who is trained how long, who is pruned, what is not done twice. */
import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../../../harness/plan/plan.ts';
import { bestPlaces, drawTrials, searchRounds } from '../../../harness/search/rounds.ts';
import { runSearch, type SearchActions, type TrialOutcome } from '../../../harness/search/runSearch.ts';
import { SEARCH_SCHEMA_VERSION, type SearchRecord } from '../../../harness/search/searchRecord.ts';
import { searchSettingsSchema, type SearchSettings } from '../../../harness/search/searchSettings.ts';

/** Validation NDCG@10 after each epoch; training ends by itself after the last. */
type Curve = readonly number[];

const planned = (count: number): PlannedCase[] =>
  Array.from({ length: count }, (_, index) => ({ caseId: `case${index}` }) as PlannedCase);

function emptyRecord(count: number, changes: Partial<SearchSettings>): SearchRecord {
  return {
    schemaVersion: SEARCH_SCHEMA_VERSION,
    searchId: 'id',
    baseline: { id: 'sasrec', label: 'sasrec' },
    dataset: { name: 'shop', contentHash: 'abc', isSimulated: true },
    splitHash: 'def',
    protocol: 'strict',
    search: { ...searchSettingsSchema.parse({}), ...changes },
    candidateCount: count,
    machineId: 'machine',
    commit: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    trials: planned(count).map(({ caseId }) => ({
      caseId,
      settings: {},
      choice: {},
      state: 'open' as const,
      scores: [],
      result: null,
      failure: null,
    })),
  };
}

/** Trials that follow curves; remembers what was asked of it. */
class Curves implements SearchActions {
  readonly asked: string[] = [];
  readonly forgotten: string[] = [];
  written: SearchRecord | null = null;
  readonly #curves: readonly (Curve | 'fails')[];
  readonly #stopAfter: number;

  constructor(curves: readonly (Curve | 'fails')[], stopAfter = Infinity) {
    this.#curves = curves;
    this.#stopAfter = stopAfter;
  }

  run({ planned: { caseId }, epochLimit }: Parameters<SearchActions['run']>[0]): Promise<TrialOutcome> {
    if (this.asked.length >= this.#stopAfter) return Promise.resolve({ kind: 'stopped' });
    this.asked.push(`${caseId}@${epochLimit ?? 'end'}`);
    const curve = this.#curves[Number(caseId.slice('case'.length))]!;
    if (curve === 'fails') return Promise.resolve({ kind: 'failed', failure: 'The loss is NaN.' });
    const epochs = curve.slice(0, epochLimit ?? undefined).map((validationNdcg10, index) => ({
      epoch: index + 1,
      trainSeconds: 1,
      validationSeconds: 0,
      validationNdcg10,
    }));
    const result = { epochs, validationNdcg10: Math.max(...curve.slice(0, epochLimit ?? undefined)), fitSeconds: 1 };
    return Promise.resolve({ kind: 'tried', result });
  }

  forget({ caseId }: PlannedCase): Promise<void> {
    this.forgotten.push(caseId);
    return Promise.resolve();
  }

  write(record: SearchRecord): Promise<void> {
    this.written = record;
    return Promise.resolve();
  }
}

const states = (record: SearchRecord | null) => record!.trials.map(({ state }) => state);
const HALVING = { pruning: 'halving', firstEpochs: 2 } as const;

describe('halving', () => {
  /** The third learns slowly and ends best of those that are given the time; the last is the best at once and over soon. */
  const curves: Curve[] = [
    [1, 2, 2, 2, 2, 2, 2, 2],
    [2, 3, 4, 5, 5, 5, 5, 5],
    [1, 4, 5, 6, 7, 8, 9, 9],
    [1, 1, 9, 9, 9, 9, 9, 9],
    [5, 6, 6],
  ];

  it('gives the better half twice the epochs, until one is left', async () => {
    const actions = new Curves(curves);
    const record = await runSearch(emptyRecord(5, HALVING), planned(5), actions);
    expect(actions.asked).toEqual([
      'case0@2',
      'case1@2',
      'case2@2',
      'case3@2',
      'case4@2',
      // Half of five is three.
      'case1@4',
      'case2@4',
      'case4@4',
      'case2@8',
    ]);
    expect(states(record)).toEqual(['pruned', 'pruned', 'chosen', 'pruned', 'finished']);
    expect(record!.trials[4]!.scores.map(({ epochLimit }) => epochLimit)).toEqual([2, 4, 8]);
    expect(record!.trials[2]!.result!.fitSeconds).toBe(3);
    expect([...actions.forgotten].sort()).toEqual(['case0', 'case1', 'case2', 'case3', 'case4']);
  });

  it.each([0, 1, 3, 5, 6, 8])('stopped after %i runs ends with the same record, and runs none twice', async (runs) => {
    const straight = new Curves(curves);
    const expected = await runSearch(emptyRecord(5, HALVING), planned(5), straight);
    const first = new Curves(curves, runs);
    expect(await runSearch(emptyRecord(5, HALVING), planned(5), first)).toBeNull();
    const second = new Curves(curves);
    expect(await runSearch(first.written ?? emptyRecord(5, HALVING), planned(5), second)).toEqual(expected);
    expect([...first.asked, ...second.asked]).toEqual(straight.asked);
  });

  it('drops what fails, and says so', async () => {
    const record = await runSearch(
      emptyRecord(3, HALVING),
      planned(3),
      new Curves(['fails', [1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]),
    );
    expect(states(record)).toEqual(['failed', 'pruned', 'chosen']);
    expect(record!.trials[0]!.failure).toBe('The loss is NaN.');
  });

  it('chooses nothing where everything fails', async () => {
    const record = await runSearch(emptyRecord(2, HALVING), planned(2), new Curves(['fails', 'fails']));
    expect(states(record)).toEqual(['failed', 'failed']);
  });

  it('has one round for one trial, and halves what is odd upwards', () => {
    expect(searchRounds(1, { ...searchSettingsSchema.parse(HALVING) })).toEqual([
      { epochLimit: 2, trialCount: 1, keptCount: 1 },
    ]);
    expect(searchRounds(20, searchSettingsSchema.parse(HALVING)).map(({ trialCount }) => trialCount)).toEqual([
      20, 10, 5, 3, 2,
    ]);
  });
});

describe('a search without pruning', () => {
  it('trains every trial to its end and chooses the best; of equals the first', async () => {
    const actions = new Curves([[1, 3], [2, 2, 5], [5], [4]]);
    const record = await runSearch(emptyRecord(4, {}), planned(4), actions);
    expect(actions.asked).toEqual(['case0@end', 'case1@end', 'case2@end', 'case3@end']);
    expect(states(record)).toEqual(['finished', 'chosen', 'finished', 'finished']);
  });

  it('that has chosen runs nothing', async () => {
    const record = await runSearch(emptyRecord(2, {}), planned(2), new Curves([[1], [2]]));
    const again = new Curves([]);
    expect(await runSearch(record!, planned(2), again)).toEqual(record);
    expect(again.asked).toEqual([]);
  });
});

describe('what is tried', () => {
  const candidates = Array.from({ length: 50 }, (_, index) => index);

  it('is everything by default, and a draw of so many in order where a number is given', () => {
    expect(drawTrials(candidates, searchSettingsSchema.parse({}))).toEqual(candidates);
    const drawn = drawTrials(candidates, searchSettingsSchema.parse({ trials: 12, seed: 3 }));
    expect(new Set(drawn).size).toBe(12);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    expect(drawTrials(candidates, searchSettingsSchema.parse({ trials: 12, seed: 3 }))).toEqual(drawn);
    expect(drawTrials(candidates, searchSettingsSchema.parse({ trials: 12, seed: 4 }))).not.toEqual(drawn);
    expect(drawTrials(candidates, searchSettingsSchema.parse({ trials: 80 }))).toEqual(candidates);
  });

  it('is ranked best first, without what has no score', () => {
    expect(bestPlaces([1, null, 3, 3, 2], 3)).toEqual([2, 3, 4]);
    expect(bestPlaces([null, null], 1)).toEqual([]);
  });
});
