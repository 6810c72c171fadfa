import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { UserError } from '../../src/errors.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema, type SplitSettings } from '../../src/split/splitSettings.ts';
import { anyLog, eventsOf, logOf } from './logs.ts';
import { inWords, slowFilter, slowGlobalTemporal, slowLeaveOneOut } from './slowSplit.ts';

type RawSettings = z.input<typeof splitSettingsSchema>;

const filters = {
  core: fc.integer({ min: 0, max: 3 }),
  duplicates: fc.constantFrom('keep' as const, 'drop' as const),
  repeats: fc.constantFrom('keep' as const, 'drop-consecutive' as const, 'keep-first' as const),
  minTrainEvents: fc.integer({ min: 1, max: 3 }),
  catalogue: fc.constantFrom('train' as const, 'all' as const),
  coldTargets: fc.constantFrom('miss' as const, 'drop' as const),
  coldUsers: fc.constantFrom('keep' as const, 'drop' as const),
};
const anyTemporal = fc.record({
  kind: fc.constant('global-temporal' as const),
  quantile: fc.constantFrom(0.3, 0.5, 0.8, 0.95),
  target: fc.constantFrom('last' as const, 'first' as const, 'successive' as const),
  validation: fc.oneof(
    fc.record({ by: fc.constant('user' as const), share: fc.constant(0.34), seed: fc.nat({ max: 9 }) }),
    fc.record({ by: fc.constant('time' as const), quantile: fc.constantFrom(0.5, 0.9) }),
  ),
  ...filters,
});
const anyLeaveOneOut = fc.record({ kind: fc.constant('leave-one-out' as const), ...filters });

/** Null where the drawn log leaves nothing to train on, which the split refuses. */
function trySplit(
  log: Parameters<typeof splitDataset>[0],
  settings: SplitSettings,
): ReturnType<typeof splitDataset> | null {
  try {
    return splitDataset(log, settings);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

describe('against the literal re-implementation', () => {
  test('global temporal', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyLog, anyTemporal, (log, raw) => {
        const settings = splitSettingsSchema.parse(raw) as Extract<SplitSettings, { kind: 'global-temporal' }>;
        const split = trySplit(log, settings);
        const events = slowFilter(eventsOf(log), settings);
        const trainable = split?.counts;
        if (split === null) {
          if (events.length > 0)
            expect(slowGlobalTemporal(log, events, settings, () => false).train.length).toBeLessThan(2);
          return;
        }
        compared++;
        // The seed's own choice: who was trained on by nobody, though they had enough events.
        const drawn = new Set(log.userIds);
        for (const user of split.train.users) drawn.delete(log.userIds[user]!);
        const expected = slowGlobalTemporal(log, events, settings, (user) => drawn.has(user));
        expect(inWords(log, split)).toEqual(expected);
        if (settings.validation.by === 'user') {
          const enough = slowGlobalTemporal(log, events, settings, () => false).train.length;
          expect(trainable?.validationUsersDrawn).toBe(Math.floor(settings.validation.share * enough));
          expect(split.train.users.length).toBe(enough - Math.floor(settings.validation.share * enough));
        }
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  test('leave-one-out, with times and without', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyLog, anyLeaveOneOut, fc.boolean(), (timed, raw, hasTime) => {
        const settings = splitSettingsSchema.parse({
          ...raw,
          duplicates: hasTime ? raw.duplicates : 'keep',
        }) as Extract<SplitSettings, { kind: 'leave-one-out' }>;
        const log = hasTime ? timed : { ...timed, timestamps: null, timeResolution: 'none' as const };
        const split = trySplit(log, settings);
        const expected = slowLeaveOneOut(log, slowFilter(eventsOf(log), settings), settings);
        if (split === null) {
          expect(expected.train).toHaveLength(0);
          return;
        }
        compared++;
        expect(inWords(log, split)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  test('counts add up: every event is trained on, validated on, held out or accounted for', () => {
    fc.assert(
      fc.property(anyLog, anyTemporal, (log, raw) => {
        const split = trySplit(log, splitSettingsSchema.parse(raw));
        if (split === null) return;
        const { counts } = split;
        expect(counts.datasetEvents).toBe(log.items.length);
        expect(counts.events).toBe(
          counts.datasetEvents! -
            counts.duplicateEventsDropped! -
            counts.repeatEventsDropped! -
            counts.coreEventsDropped!,
        );
        expect(counts.trainingPeriodEvents! + counts.eventsAfterCutoff!).toBe(counts.events);
        expect(counts.catalogueItems! + counts.itemsOutsideCatalogue!).toBe(counts.items);
        expect(counts.testCases).toBe(split.test.targetRow.length);
        expect(Object.values(counts).every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
      }),
    );
  });
});

describe('what a split promises', () => {
  const busy = logOf(
    Array.from({ length: 400 }, (_, place) => ({
      user: `u${place % 23}`,
      item: `i${(place * 7 + (place % 5)) % 31}`,
      time: 1_000 + ((place * 37) % 389),
    })),
  );
  const settingsOf = (raw: RawSettings): SplitSettings => splitSettingsSchema.parse(raw);

  test('the same settings give the same split and hash; another seed, target or dataset another hash', () => {
    const base = { kind: 'global-temporal', core: 2 } as const;
    const split = splitDataset(busy, settingsOf(base));
    expect(splitDataset(busy, settingsOf(base))).toEqual(split);
    expect(split.hash).toMatch(/^[0-9a-f]{64}$/);
    const others = [
      splitDataset(busy, settingsOf({ ...base, validation: { by: 'user', seed: 43 } })),
      splitDataset(busy, settingsOf({ ...base, target: 'first' })),
      splitDataset(busy, settingsOf({ ...base, seenItems: 'keep' })),
      splitDataset({ ...busy, contentHash: 'another' }, settingsOf(base)),
    ];
    expect(new Set([split.hash, ...others.map((other) => other.hash)]).size).toBe(5);
  });

  test('the order in which settings are written does not change the hash', () => {
    const settings = settingsOf({ kind: 'leave-one-out', core: 2 });
    const reversed = Object.fromEntries(Object.entries(settings).reverse()) as SplitSettings;
    expect(splitDataset(busy, reversed).hash).toBe(splitDataset(busy, settings).hash);
  });

  test('validation users can be drawn by number', () => {
    const split = splitDataset(
      busy,
      settingsOf({ kind: 'global-temporal', core: 0, validation: { by: 'user', users: 4 } }),
    );
    expect(split.validation.sequences.users).toHaveLength(4);
    expect(() =>
      splitDataset(busy, settingsOf({ kind: 'global-temporal', core: 0, validation: { by: 'user', users: 23 } })),
    ).toThrow(/validation takes 23 users, and only 23 have enough training events; lower "validation.users"/);
  });

  test('events at the very cutoff are training events', () => {
    const log = logOf(
      ['a', 'b'].flatMap((user) => [1, 2, 5, 5, 9].map((time, place) => ({ user, item: `${user}${place}`, time }))),
    );
    const split = splitDataset(
      log,
      settingsOf({ kind: 'global-temporal', core: 0, quantile: 0.5, validation: { by: 'user', users: 1 } }),
    );
    expect(split.cutoffSeconds).toBe(5);
    expect(Array.from(split.train.timestamps ?? [])).toEqual([1, 2, 5, 5]);
  });

  test('catalogue numbers follow a hash of the id: they do not depend on the order of the log', () => {
    const split = splitDataset(busy, settingsOf({ kind: 'leave-one-out', core: 0 }));
    const shuffled = logOf(eventsOf(busy).reverse(), 'shuffled');
    const other = splitDataset(shuffled, settingsOf({ kind: 'leave-one-out', core: 0 }));
    const ids = (log: typeof busy, { catalogue }: typeof split): (string | undefined)[] =>
      Array.from(catalogue.datasetItem, (item) => log.itemIds[item]);
    expect(new Set(ids(busy, split)).size).toBe(32);
    // The sets may differ by what was held out; the order of what they share may not.
    const shared = new Set(ids(shuffled, other));
    const inBoth = ids(busy, split).filter((id) => shared.has(id));
    expect(ids(shuffled, other).filter((id) => inBoth.includes(id))).toEqual(inBoth);
    // The order that coreutils gives: printf %s i0 | sha256sum, and so on, sorted.
    const few = inBoth.filter((id) => /^i[0-7]$/.test(id ?? ''));
    expect(few).toEqual(['i5', 'i6', 'i2', 'i1', 'i7', 'i4', 'i3', 'i0']);
  });

  test('a split by time of data without time is refused, with a way out', () => {
    const timeless = { ...busy, timestamps: null, timeResolution: 'none' as const };
    expect(() => splitDataset(timeless, settingsOf({ kind: 'global-temporal' }))).toThrow(
      new UserError(
        'Split of "log": a global temporal split needs times, and this data gives an order only; use "kind: leave-one-out" in the split settings.',
      ),
    );
    expect(() => splitDataset(timeless, settingsOf({ kind: 'leave-one-out', duplicates: 'drop' }))).toThrow(
      /repeats: keep-first/,
    );
    const split = splitDataset(timeless, settingsOf({ kind: 'leave-one-out', core: 0 }));
    expect(split.statements.join(' ')).toContain('by the order of the source, which gives no times');
    expect(split.test.sequences.timestamps).toBeNull();
  });

  test('an empty k-core and an empty training part are refused', () => {
    expect(() => splitDataset(busy, settingsOf({ kind: 'leave-one-out', core: 500 }))).toThrow(
      /500-core is empty; lower "core"/,
    );
    expect(() => splitDataset(busy, settingsOf({ kind: 'leave-one-out', core: 0, minTrainEvents: 99 }))).toThrow(
      /no training sequence is left/,
    );
  });
});
