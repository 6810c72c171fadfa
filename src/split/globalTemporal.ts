/**
 * Global temporal split: one moment for everybody. Events up to it are the training period, later events are targets.
 * Paper and released code: facts A.3 and A.4; the differences of the `strict` protocol are stated by the split itself.
 */
import { UserError } from '../errors.ts';
import { Random } from '../random.ts';
import type { UserRange } from './parts.ts';
import { quantile } from './quantile.ts';
import type { Rows } from './rows.ts';
import type { SplitNotes } from './splitNotes.ts';
import type { GlobalTemporalSettings } from './splitSettings.ts';

export interface PartRanges {
  readonly train: readonly UserRange[];
  readonly validation: readonly UserRange[];
  readonly test: readonly UserRange[];
  readonly cutoffSeconds: number | null;
}

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

interface TimedRows extends Rows {
  readonly timestamps: Float64Array;
}

/** Each user's rows at or before `moment`, users without any left out. */
function usersUpTo(rows: TimedRows, moment: number): UserRange[] {
  const ranges: UserRange[] = [];
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = firstRowAfter(rows, start, rows.userOffsets[user + 1]!, moment);
    if (end > start) ranges.push({ user, start, end });
  }
  return ranges;
}

/** A user's rows ascend in time, so halving finds the place. */
function firstRowAfter(rows: TimedRows, start: number, end: number, moment: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.timestamps[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

function validationByUser(
  early: readonly UserRange[],
  draw: Extract<GlobalTemporalSettings['validation'], { by: 'user' }>,
  { minTrainEvents, target }: GlobalTemporalSettings,
  notes: SplitNotes,
): { train: readonly UserRange[]; validation: readonly UserRange[] } {
  const users = early.filter((range) => range.end - range.start >= minTrainEvents);
  notes.count('shortTrainUsersDropped', early.length - users.length);
  const count = draw.users ?? Math.floor(draw.share * users.length);
  if (count >= users.length) {
    throw new UserError(
      `Split: validation takes ${count} users, and only ${users.length} have enough training events; ` +
        `lower "validation.users" or "minTrainEvents" in the split settings.`,
    );
  }
  const isDrawn = new Uint8Array(users.length);
  for (const index of Random.fromSeed(draw.seed).sample(users.length, count)) isDrawn[index] = 1;
  const validation = users
    .filter((_, index) => isDrawn[index] === 1)
    // A first event has no input to predict it from.
    .filter((range) => range.end - range.start >= 2)
    .map((range) => ({ ...range, targetRows: validationTargets(range, target) }));
  notes.count('validationUsersDrawn', count);
  notes.state(
    `Validation: ${count} training users, drawn with seed ${draw.seed}; none of their events is trained on. ` +
      (target === 'successive'
        ? 'Targets: each of their events of the training period from the second on.'
        : 'Target: their last event of the training period.'),
  );
  return { train: users.filter((_, index) => isDrawn[index] === 0), validation };
}

/** `first` has no meaning without a boundary inside the sequence, so it is the last event here as well. */
function validationTargets(range: UserRange, target: GlobalTemporalSettings['target']): number[] {
  return target === 'successive' ? rowRange(range.start + 1, range.end) : [range.end - 1];
}

function validationByTime(
  rows: TimedRows,
  early: readonly UserRange[],
  cutoffSeconds: number,
  share: number,
  settings: GlobalTemporalSettings,
  notes: SplitNotes,
): { train: readonly UserRange[]; validation: readonly UserRange[] } {
  const moment = quantile(
    rows.timestamps.filter((time) => time <= cutoffSeconds),
    share,
  );
  const train: UserRange[] = [];
  const validation: UserRange[] = [];
  let shortTrain = 0;
  for (const range of early) {
    const boundary = firstRowAfter(rows, range.start, range.end, moment);
    const trainCount = boundary - range.start;
    if (trainCount >= settings.minTrainEvents) train.push({ ...range, end: boundary });
    else if (trainCount > 0) shortTrain++;
    const targetRows = targetsAfter(boundary, range.end, settings.target);
    if (targetRows.length > 0) validation.push({ ...range, targetRows });
  }
  notes.count('shortTrainUsersDropped', shortTrain);
  notes.state(
    `Validation: events after ${inWords(moment)}, the ${share} quantile of the training period's timestamps; ` +
      `they are not trained on. ${TARGET_IN_WORDS[settings.target]}`,
  );
  return { train, validation };
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

function targetsAfter(boundary: number, end: number, target: GlobalTemporalSettings['target']): number[] {
  if (boundary === end) return [];
  if (target === 'first') return [boundary];
  return target === 'last' ? [end - 1] : rowRange(boundary, end);
}

function rowRange(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

const TARGET_IN_WORDS = {
  last: 'Target: the last event after it, one per user.',
  first: 'Target: the first event after it, one per user.',
  successive: 'Targets: each event after it, in turn.',
} as const;

function inWords(unixSeconds: number): string {
  return `${unixSeconds} (${new Date(unixSeconds * 1000).toISOString()})`;
}
