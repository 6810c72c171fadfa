import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { firstHeldOutRows, refuseHeldOutRows } from '../../src/split/heldOut.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { anyLog, logOf } from './logs.ts';

const log = logOf(
  ['a', 'b', 'c', 'd'].flatMap((user) =>
    [1, 2, 3, 4, 5].map((time) => ({ user, item: `${user}${time}`, time: user === 'd' ? time + 1 : time })),
  ),
  'letters',
);

describe('text about users', () => {
  test('leave-one-out: the last two events of everybody are held out', () => {
    const split = splitDataset(log, splitSettingsSchema.parse({ kind: 'leave-one-out', core: 0, minTrainEvents: 1 }));
    expect(Array.from(firstHeldOutRows(log, split))).toEqual([3, 8, 13, 18]);
    expect(() => {
      refuseHeldOutRows(log, split, [{ user: 1, rows: [5, 6, 7] }], 'Profiles');
    }).not.toThrow();
    expect(() => {
      refuseHeldOutRows(
        log,
        split,
        [
          { user: 0, rows: [0] },
          { user: 1, rows: [5, 8] },
        ],
        'Profiles',
      );
    }).toThrow(
      new UserError(
        'Profiles: what is written about user "b" of "letters" was made from event 4 of 5, which the split holds out; ' +
          "make it again from the user's first 3 events.",
      ),
    );
    expect(() => {
      refuseHeldOutRows(log, split, [{ user: 1, rows: [4] }], 'User IDs');
    }).toThrow(/made from an event of somebody else/);
    expect(() => {
      refuseHeldOutRows(log, split, [{ user: 4, rows: [] }], 'User IDs');
    }).toThrow(/user number 4 is not in "letters"/);
  });

  test('global temporal: the cutoff bounds all, a validation target comes before it', () => {
    const settings = { kind: 'global-temporal', core: 0, quantile: 0.7, validation: { by: 'user', users: 1 } } as const;
    const split = splitDataset(log, splitSettingsSchema.parse(settings));
    expect(split.cutoffSeconds).toBe(4);
    // Up to time 4: four events of a, b and c, three of d; the validation user loses one more, its target.
    const [drawn] = split.validation.sequences.users;
    const bounds = [4, 9, 14, 18].map((bound, user) => (user === drawn ? bound - 1 : bound));
    expect(Array.from(firstHeldOutRows(log, split))).toEqual(bounds);
  });

  test('never allows a row that is a target or later, whatever the filters dropped', () => {
    fc.assert(
      fc.property(anyLog, fc.boolean(), fc.constantFrom('keep-first', 'keep'), (drawn, isTemporal, repeats) => {
        const settings = splitSettingsSchema.parse({
          kind: isTemporal ? 'global-temporal' : 'leave-one-out',
          core: 2,
          repeats,
          minTrainEvents: 1,
        });
        let split;
        try {
          split = splitDataset(drawn, settings);
        } catch {
          return;
        }
        const bounds = firstHeldOutRows(drawn, split);
        for (const { sequences, sequence, targetRow } of [split.validation, split.test]) {
          for (const [index, row] of targetRow.entries()) {
            const user = sequences.users[sequence[index]!]!;
            // At least as many rows are left for held-out events as the sequence has from its target on.
            const heldOut = sequences.offsets[sequence[index]! + 1]! - row;
            const end = drawn.userOffsets[user + 1]!;
            expect(end - bounds[user]!).toBeGreaterThanOrEqual(isTemporal ? 1 : heldOut);
            expect(drawn.timestamps![bounds[user]!]).toBeLessThanOrEqual(sequences.timestamps![row]!);
          }
        }
      }),
    );
  });
});
