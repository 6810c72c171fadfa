/**
 * Leave-one-out: each user's last event is the test target, the one before it the validation target, the rest is
 * trained on. Needs an order only. Training events of one user may be later than another user's test target, which no
 * system could have learnt from; the split says so.
 */
import type { PartRanges, UserRange } from './parts.ts';
import type { Rows } from './rows.ts';
import type { SplitNotes } from './splitNotes.ts';
import type { LeaveOneOutSettings } from './splitSettings.ts';

export function leaveOneOutRanges(rows: Rows, settings: LeaveOneOutSettings, notes: SplitNotes): PartRanges {
  const train: UserRange[] = [];
  const validation: UserRange[] = [];
  const test: UserRange[] = [];
  let tooShort = 0;
  let shortTrain = 0;
  let coldUsersDropped = 0;
  let coldUsers = 0;
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = rows.userOffsets[user + 1]!;
    if (end === start) continue;
    if (end - start < 2) {
      tooShort++;
      continue;
    }
    const trainCount = Math.max(0, end - start - 2);
    if (trainCount >= settings.minTrainEvents) train.push({ user, start, end: end - 2 });
    else if (trainCount > 0) shortTrain++;
    if (trainCount > 0) validation.push({ user, start, end: end - 1, targetRows: [end - 2] });
    else coldUsers++;
    if (trainCount === 0 && settings.coldUsers === 'drop') coldUsersDropped++;
    else test.push({ user, start, end, targetRows: [end - 1] });
  }
  notes.count('oneEventUsersDropped', tooShort);
  notes.count('shortTrainUsersDropped', shortTrain);
  notes.count('coldTestUsers', coldUsers);
  notes.count('coldTestUsersDropped', coldUsersDropped);
  notes.state(
    rows.timestamps === null
      ? "Leave-one-out by the order of the source, which gives no times: each user's last event is the test target, the one before it the validation target."
      : "Leave-one-out: each user's last event is the test target, the one before it the validation target.",
  );
  notes.state(
    'There is no common cutoff: training events of one user may be later than the test target of another, so figures are more favourable than in use.',
  );
  notes.state(`Training sequences have at least ${settings.minTrainEvents} events.`);
  return { train, validation, test, cutoffSeconds: null };
}
