/**
 * Global temporal split: one moment for everybody. Events up to it are the training period, later events are targets.
 * Paper and released code: facts A.3 and A.4; the differences of the `strict` protocol are stated by the split itself.
 */
import { UserError } from '../errors.ts';
import type { PartRanges, UserRange } from './parts.ts';
import { quantile } from './quantile.ts';
import type { Rows } from './rows.ts';
import type { SplitNotes } from './splitNotes.ts';
import type { GlobalTemporalSettings } from './splitSettings.ts';
import { validationByTime, validationByUser } from './temporalValidation.ts';
import { firstRowAfter, inWords, TARGET_IN_WORDS, targetsAfter, usersUpTo, type TimedRows } from './timeRanges.ts';

export function globalTemporalRanges(
  rows: Rows,
  settings: GlobalTemporalSettings,
  datasetName: string,
  notes: SplitNotes,
): PartRanges {
  const { timestamps } = rows;
  if (timestamps === null) {
    throw new UserError(
      `Split of "${datasetName}": a global temporal split needs times, and this data gives an order only; ` +
        `use "kind: leave-one-out" in the split settings.`,
    );
  }
  const cutoffSeconds = quantile(timestamps, settings.quantile);
  notes.state(
    `Cutoff ${inWords(cutoffSeconds)}: the ${settings.quantile} quantile of the timestamps over interactions; ` +
      `events at that very moment are training events.`,
  );
  const period = { userOffsets: rows.userOffsets, items: rows.items, timestamps };
  const early = usersUpTo(period, cutoffSeconds);
  notes.count(
    'trainingPeriodEvents',
    early.reduce((sum, range) => sum + range.end - range.start, 0),
  );
  notes.count('usersWithTrainEvents', early.length);
  notes.state(`Training sequences have at least ${settings.minTrainEvents} events.`);

  const { train, validation } =
    settings.validation.by === 'user'
      ? validationByUser(early, settings.validation, settings, notes)
      : validationByTime(period, early, cutoffSeconds, settings.validation.quantile, settings, notes);
  return { train, validation, test: testRanges(period, cutoffSeconds, settings, notes), cutoffSeconds };
}

function testRanges(
  rows: TimedRows,
  cutoffSeconds: number,
  settings: GlobalTemporalSettings,
  notes: SplitNotes,
): UserRange[] {
  const ranges: UserRange[] = [];
  let coldUsers = 0;
  let laterEvents = 0;
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = rows.userOffsets[user + 1]!;
    const boundary = firstRowAfter(rows, start, end, cutoffSeconds);
    if (boundary === end) continue;
    laterEvents += end - boundary;
    const isCold = boundary === start;
    if (isCold) coldUsers++;
    if (isCold && settings.coldUsers === 'drop') continue;
    ranges.push({ user, start, end, targetRows: targetsAfter(boundary, end, settings.target) });
  }
  notes.count('eventsAfterCutoff', laterEvents);
  notes.count('usersWithEventsAfterCutoff', settings.coldUsers === 'drop' ? ranges.length + coldUsers : ranges.length);
  notes.count('coldTestUsers', coldUsers);
  notes.count('coldTestUsersDropped', settings.coldUsers === 'drop' ? coldUsers : 0);
  notes.state(
    `Test: users with events after the cutoff. ${TARGET_IN_WORDS[settings.target]} ` +
      `The input is everything that precedes the target, after the cutoff too.`,
  );
  return ranges;
}
