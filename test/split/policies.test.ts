import { describe, expect, test } from 'vitest';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { logOf, type Event } from './logs.ts';
import { inWords } from './slowSplit.ts';

/** Three users who only train, so that the catalogue holds a to e; then the user under test. */
const crowd: readonly Event[] = ['p', 'q', 'r'].flatMap((user) =>
  ['a', 'b', 'c', 'd', 'e'].map((item, place) => ({ user, item, time: 10 + place })),
);
const temporal = (events: readonly Event[], raw: Record<string, unknown>): ReturnType<typeof splitDataset> =>
  splitDataset(
    logOf([...crowd, ...events]),
    splitSettingsSchema.parse({
      kind: 'global-temporal',
      core: 0,
      validation: { by: 'user', users: 1 },
      ...raw,
    }),
  );
const user = (...events: readonly [item: string, time: number][]): Event[] =>
  events.map(([item, time]) => ({ user: 'u', item, time }));

describe('targets after the cutoff', () => {
  // 15 of 19 events lie at or before 14: the cutoff is 14 and u has b before it.
  const events = user(['b', 13], ['c', 20], ['new', 21], ['d', 22]);

  test('last: the last event, everything before it is the input', () => {
    const split = temporal(events, { quantile: 0.8 });
    expect(split.cutoffSeconds).toBe(14);
    expect(inWords(logOf([...crowd, ...events]), split).test).toEqual([
      { user: 'u', history: ['b', 'c'], target: 'd' },
    ]);
  });

  test('first: the first event after the cutoff', () => {
    const split = temporal(events, { quantile: 0.8, target: 'first' });
    expect(inWords(logOf([...crowd, ...events]), split).test).toEqual([{ user: 'u', history: ['b'], target: 'c' }]);
  });

  test('successive: each in turn; a cold one is a miss with no number, and stays out of later histories', () => {
    const split = temporal(events, { quantile: 0.8, target: 'successive' });
    expect(inWords(logOf([...crowd, ...events]), split).test).toEqual([
      { user: 'u', history: ['b'], target: 'c' },
      { user: 'u', history: ['b', 'c'], target: '' },
      { user: 'u', history: ['b', 'c'], target: 'd' },
    ]);
    expect(split.counts).toMatchObject({
      testCases: 3,
      testColdTargets: 1,
      testColdTargetsDropped: 0,
      eventsAfterCutoff: 3,
    });
  });

  test('coldTargets drop: the case goes and is counted', () => {
    const split = temporal(events, { quantile: 0.8, target: 'successive', coldTargets: 'drop' });
    expect(split.counts).toMatchObject({ testCases: 2, testColdTargets: 0, testColdTargetsDropped: 1 });
  });

  test('catalogue all: no target is cold', () => {
    const split = temporal(events, { quantile: 0.8, target: 'successive', catalogue: 'all' });
    expect(split.catalogue.itemCount).toBe(6);
    expect(split.counts).toMatchObject({ testColdTargets: 0, itemsOutsideCatalogue: 0 });
  });
});

describe('users and repeats', () => {
  test('cold users are kept with what they have, or dropped and counted', () => {
    const events = user(['c', 20], ['d', 22]);
    expect(temporal(events, { quantile: 0.85 }).counts).toMatchObject({
      coldTestUsers: 1,
      coldTestUsersDropped: 0,
      testCases: 1,
    });
    expect(temporal(events, { quantile: 0.85, coldUsers: 'drop' }).counts).toMatchObject({
      coldTestUsers: 1,
      coldTestUsersDropped: 1,
      testCases: 0,
      usersWithEventsAfterCutoff: 1,
    });
  });

  test('a target the user has had, one without history and one tied in time are counted', () => {
    const seen = temporal(user(['c', 12], ['d', 20], ['c', 20]), { quantile: 0.85 });
    expect(seen.counts).toMatchObject({ testSeenTargets: 1, testTargetsTiedInTime: 1, testCasesWithoutHistory: 0 });
    const lone = temporal(user(['c', 20]), { quantile: 0.85 });
    expect(lone.counts).toMatchObject({ testSeenTargets: 0, testTargetsTiedInTime: 0, testCasesWithoutHistory: 1 });
  });

  test('repeats: consecutive ones, all but the first, or none are dropped', () => {
    const events = user(['a', 1], ['a', 2], ['b', 3], ['a', 4], ['a', 4]);
    const dropped = (raw: Record<string, unknown>): unknown => {
      const { counts } = temporal(events, { quantile: 0.9, ...raw });
      return [counts.duplicateEventsDropped, counts.repeatEventsDropped];
    };
    expect(dropped({})).toEqual([0, 0]);
    expect(dropped({ duplicates: 'drop' })).toEqual([1, 0]);
    expect(dropped({ repeats: 'drop-consecutive' })).toEqual([0, 2]);
    expect(dropped({ repeats: 'keep-first' })).toEqual([0, 3]);
    expect(dropped({ duplicates: 'drop', repeats: 'keep-first' })).toEqual([1, 2]);
  });

  test('training sequences that are too short are left out and counted', () => {
    const split = temporal([...user(['a', 13]), { user: 'v', item: 'b', time: 30 }], { quantile: 0.8 });
    expect(split.counts).toMatchObject({
      usersWithTrainEvents: 4,
      shortTrainUsersDropped: 1,
      trainUsers: 2,
      validationUsersDrawn: 1,
    });
  });
});
