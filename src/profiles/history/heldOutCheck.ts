/**
 * Refuses a history that shows more than the training part of a split. Every profile's history passes through here just
 * before its first word is written, whatever chose its rows.
 */
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import { LeakError } from '../../split/leakCheck.ts';
import type { EvaluationCases, Split } from '../../split/split.ts';
import { datasetRows } from './trainingRows.ts';

/** @throws LeakError */
export type HeldOutCheck = (user: number, rows: ArrayLike<number>) => void;

/** `user` is a number of the dataset, `rows` are rows of the dataset. */
export function heldOutCheck(dataset: InteractionDataset, split: Split): HeldOutCheck {
  const { train, catalogue, cutoffSeconds } = split;
  const sequenceOfUser = new Map(Array.from(train.users, (user, sequence) => [user, sequence]));
  const firstHeldOut = new Map<number, number>();
  for (const cases of [split.validation, split.test]) {
    for (const [user, row] of firstTargets(dataset, split, cases)) {
      firstHeldOut.set(user, Math.min(row, firstHeldOut.get(user) ?? Infinity));
    }
  }
  return (user, rows) => {
    const refuse = (row: number, what: string): never => {
      throw new LeakError(`The profile of user ${dataset.userIds[user]} would be made from row ${row}, ${what}.`);
    };
    const sequence = sequenceOfUser.get(user);
    if (sequence === undefined) {
      throw new LeakError(`User ${dataset.userIds[user]} is not trained on, and would be given a profile.`);
    }
    let place = train.offsets[sequence]!;
    const end = train.offsets[sequence + 1]!;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      if (row < dataset.userOffsets[user]! || row >= dataset.userOffsets[user + 1]!) refuse(row, "another user's");
      const time = dataset.timestamps?.[row];
      if (time !== undefined && cutoffSeconds !== null && time > cutoffSeconds) {
        refuse(row, `an event at ${time}, later than the cutoff ${cutoffSeconds}`);
      }
      if (row >= (firstHeldOut.get(user) ?? Infinity)) refuse(row, 'which is held out');
      const isTrained = (): boolean =>
        catalogue.datasetItem[train.items[place]!] === dataset.items[row] && train.timestamps?.[place] === time;
      while (place < end && !isTrained()) place++;
      if (place++ >= end) refuse(row, "which is not among the user's training events");
    }
  };
}

/** Dataset row of each user's first target. */
function* firstTargets(
  dataset: InteractionDataset,
  split: Split,
  { sequences, sequence, targetRow }: EvaluationCases,
): Generator<readonly [number, number]> {
  const rows = datasetRows(dataset, sequences, split.catalogue);
  for (let index = 0; index < targetRow.length; index++) {
    yield [sequences.users[sequence[index]!]!, rows[targetRow[index]!]!];
  }
}
