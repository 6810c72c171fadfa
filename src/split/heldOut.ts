/**
 * Guards what is written about users, profiles and textual user IDs, against events that a split holds back. Item IDs
 * come from item text and need no such guard.
 */
import type { InteractionDataset } from '../dataset/interactionDataset.ts';
import { UserError } from '../errors.ts';
import { catalogueNumbers } from './catalogue.ts';
import type { EvaluationCases, Split } from './split.ts';

/** The events that something about one user was made from. */
export interface TextSource {
  /** User number in the dataset. */
  readonly user: number;
  /** Row numbers in the dataset. */
  readonly rows: ArrayLike<number>;
}

/**
 * By user number of the dataset: the first row that text about the user must not be made from, or the end of the user's
 * rows. Rows after the cutoff are held out, and every row from the user's first validation or test target on.
 */
export function firstHeldOutRows(dataset: InteractionDataset, split: Split): Uint32Array {
  const bounds = dataset.userOffsets.slice(1);
  const { timestamps, userOffsets } = dataset;
  const { cutoffSeconds } = split;
  if (cutoffSeconds !== null && timestamps !== null) {
    for (let user = 0; user < bounds.length; user++) {
      let row = userOffsets[user]!;
      while (row < bounds[user]! && timestamps[row]! <= cutoffSeconds) row++;
      bounds[user] = row;
    }
  }
  const numbers = catalogueNumbers(split.catalogue, dataset.itemIds.length);
  for (const cases of [split.validation, split.test]) boundByTargets(dataset, cases, numbers, bounds);
  return bounds;
}

/** `what` opens the message, for example `Profiles`. */
export function refuseHeldOutRows(
  dataset: InteractionDataset,
  split: Split,
  sources: Iterable<TextSource>,
  what: string,
): void {
  const bounds = firstHeldOutRows(dataset, split);
  for (const { user, rows } of sources) {
    const start = dataset.userOffsets[user];
    const bound = bounds[user];
    if (start === undefined || bound === undefined)
      throw new UserError(`${what}: user number ${user} is not in "${dataset.name}".`);
    for (const row of Array.from(rows)) {
      if (row >= start && row < bound) continue;
      const which =
        row < start || row >= dataset.userOffsets[user + 1]!
          ? 'an event of somebody else'
          : `event ${row - start + 1} of ${dataset.userOffsets[user + 1]! - start}, which the split holds out`;
      throw new UserError(
        `${what}: what is written about user "${dataset.userIds[user]}" of "${dataset.name}" was made from ${which}; ` +
          `make it again from the user's first ${bound - start} events.`,
      );
    }
  }
}

/**
 * Filters may have dropped rows, so each sequence is matched to the user's rows anew, each event to the earliest row
 * that fits: the place found for a target is never later than its true one.
 */
function boundByTargets(
  { items, timestamps, userOffsets }: InteractionDataset,
  { sequences, sequence, targetRow }: EvaluationCases,
  numbers: Uint32Array,
  bounds: Uint32Array,
): void {
  const firstTarget = sequences.offsets.slice(1);
  for (const [index, row] of targetRow.entries()) {
    firstTarget[sequence[index]!] = Math.min(firstTarget[sequence[index]!]!, row);
  }
  for (const [index, user] of sequences.users.entries()) {
    const end = userOffsets[user + 1]!;
    let row = userOffsets[user]!;
    for (let place = sequences.offsets[index]!; place <= firstTarget[index]!; place++, row++) {
      const isMatch = (candidate: number): boolean =>
        numbers[items[candidate]!] === sequences.items[place] &&
        timestamps?.[candidate] === sequences.timestamps?.[place];
      while (row < end && !isMatch(row)) row++;
      if (row === end) throw new RangeError(`User ${user}: the split is not one of this dataset`);
    }
    bounds[user] = Math.min(bounds[user]!, row - 1);
  }
}
