/** Takes a sound split, spoils it in one way, and expects the check to notice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulateShop } from '../../src/dataset/simulate/simulate.ts';
import { checkLeaks, LeakError } from '../../src/split/leakCheck.ts';
import type { EvaluationCases, Sequences, Split } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';

const shop = simulateShop('tiny');
const byUser = splitDataset(shop, splitSettingsSchema.parse({ kind: 'global-temporal' }));
const byTime = splitDataset(shop, splitSettingsSchema.parse({ kind: 'global-temporal', validation: { by: 'time' } }));
const leaveOneOut = splitDataset(shop, splitSettingsSchema.parse({ kind: 'leave-one-out' }));

const withTimes = (part: Sequences, change: (times: Float64Array) => void): Sequences => {
  const timestamps = part.timestamps!.slice();
  change(timestamps);
  return { ...part, timestamps };
};
const withTargets = (cases: EvaluationCases, change: (rows: Uint32Array) => void): EvaluationCases => {
  const targetRow = cases.targetRow.slice();
  change(targetRow);
  return { ...cases, targetRow };
};

describe('a sound split passes', () => {
  test.each([
    ['validation by user', byUser],
    ['validation by time', byTime],
    ['leave-one-out', leaveOneOut],
  ])('%s', (_, split) => {
    expect(() => {
      checkLeaks(split);
    }).not.toThrow();
    expect(split.test.targetRow.length).toBeGreaterThan(20);
    expect(split.validation.targetRow.length).toBeGreaterThan(10);
  });
});

const lastOfFirstUser = byUser.train.offsets[1]! - 1;
const cutoff = byUser.cutoffSeconds!;

const SPOILT: readonly (readonly [string, Split, RegExp])[] = [
  [
    'a training event after the cutoff',
    { ...byUser, train: withTimes(byUser.train, (times) => (times[lastOfFirstUser] = cutoff + 1)) },
    /later than the cutoff/,
  ],
  ['a cutoff moved into the training period', { ...byUser, cutoffSeconds: cutoff - 86_400 }, /later than the cutoff/],
  [
    'a cutoff moved into the test period',
    { ...byUser, cutoffSeconds: cutoff + 30 * 86_400 },
    /test target .* no later than the cutoff/,
  ],
  [
    'a validation user who is trained on',
    { ...byUser, train: leaveOneOutLike(byUser) },
    /in the training part and in the validation part/,
  ],
  [
    'a validation target after the cutoff',
    { ...byUser, validation: byUser.test },
    /validation target .* later than the cutoff/,
  ],
  [
    'a validation target trained on, by time',
    {
      ...byTime,
      validation: withTargets(
        byTime.validation,
        (rows) => (rows[0] = byTime.validation.sequences.offsets[byTime.validation.sequence[0]!]!),
      ),
    },
    /no later than the latest training event/,
  ],
  [
    'a target in somebody else’s sequence',
    { ...byUser, test: withTargets(byUser.test, (rows) => (rows[0] = byUser.test.sequences.offsets[1]!)) },
    /outside its own sequence/,
  ],
  [
    'one row as the target of two cases',
    {
      ...byUser,
      test: {
        ...byUser.test,
        sequence: Uint32Array.of(0, 0),
        targetRow: Uint32Array.of(byUser.test.targetRow[0]!, byUser.test.targetRow[0]!),
      },
    },
    /target of two cases/,
  ],
  [
    'events out of order',
    { ...byUser, test: { ...byUser.test, sequences: withTimes(byUser.test.sequences, (times) => (times[0] = 9e9)) } },
    /out of order/,
  ],
  [
    'a training sequence with a cold item',
    { ...byUser, train: { ...byUser.train, items: byUser.train.items.map((item, row) => (row === 3 ? 0 : item)) } },
    /outside the catalogue/,
  ],
  [
    'whole histories trained on, leave-one-out',
    { ...leaveOneOut, train: leaveOneOut.test.sequences },
    /target of user \d+ is among/,
  ],
  [
    'validation and test on the same event',
    { ...leaveOneOut, validation: leaveOneOut.test },
    /among the user's events of the validation part/,
  ],
];

function leaveOneOutLike(split: Split): Sequences {
  return { ...split.validation.sequences, timestamps: split.validation.sequences.timestamps };
}

describe('refuses', () => {
  test.each(SPOILT)('%s', (_, split, message) => {
    expect(() => {
      checkLeaks(split);
    }).toThrow(LeakError);
    expect(() => {
      checkLeaks(split);
    }).toThrow(message);
  });

  test('any one training time moved past the cutoff', () => {
    fc.assert(
      fc.property(fc.nat({ max: byUser.train.items.length - 1 }), (row) => {
        const spoilt = { ...byUser, train: withTimes(byUser.train, (times) => (times[row] = cutoff + 1)) };
        expect(() => {
          checkLeaks(spoilt);
        }).toThrow(LeakError);
      }),
    );
  });
});
