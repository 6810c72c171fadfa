/** The two ways to take validation cases from the training period of a global temporal split. */
import { UserError } from '../errors.ts';
import { Random } from '../random.ts';
import type { UserRange } from './parts.ts';
import { quantile } from './quantile.ts';
import type { SplitNotes } from './splitNotes.ts';
import type { GlobalTemporalSettings } from './splitSettings.ts';
import { firstRowAfter, inWords, rowRange, TARGET_IN_WORDS, targetsAfter, type TimedRows } from './timeRanges.ts';

/** `early`: each user's rows of the training period. */
export function validationByUser(
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

export function validationByTime(
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
