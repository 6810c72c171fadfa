/**
 * Refuses a split through which a baseline could learn what it will be asked. Works on the finished split alone, not on
 * the bookkeeping that made it. A failure is a bug of ours (or of a hand-made split), never a user's mistake.
 */
import type { EvaluationCases, Sequences, Split } from './split.ts';

export class LeakError extends Error {
  override readonly name = 'LeakError';
}

export function checkLeaks(split: Split): void {
  const { train, validation, test, settings, cutoffSeconds } = split;
  checkOrder('train', train);
  checkCases('validation', validation);
  checkCases('test', test);
  if (train.items.includes(0)) throw new LeakError('A training sequence holds an item outside the catalogue.');
  if (settings.kind === 'leave-one-out') {
    checkPrefix('train', trainLengths(train), 'validation', validation);
    checkPrefix('train', trainLengths(train), 'test', test);
    checkPrefix('validation', caseLengths(validation), 'test', test);
    return;
  }
  if (cutoffSeconds === null || train.timestamps === null) {
    throw new LeakError('A global temporal split without a cutoff or without times.');
  }
  const latestTrain = greatest(train.timestamps);
  if (latestTrain > cutoffSeconds) {
    throw new LeakError(`A training event at ${latestTrain} is later than the cutoff ${cutoffSeconds}.`);
  }
  for (const time of targetTimes(validation)) {
    if (time > cutoffSeconds)
      throw new LeakError(`A validation target at ${time} is later than the cutoff ${cutoffSeconds}.`);
    if (settings.validation.by === 'time' && time <= latestTrain) {
      throw new LeakError(`A validation target at ${time} is no later than the latest training event, ${latestTrain}.`);
    }
  }
  for (const time of targetTimes(test)) {
    if (time <= cutoffSeconds)
      throw new LeakError(`A test target at ${time} is no later than the cutoff ${cutoffSeconds}.`);
  }
  if (settings.validation.by === 'user') {
    const trained = new Set(train.users);
    const shared = validation.sequences.users.find((user) => trained.has(user));
    if (shared !== undefined) throw new LeakError(`User ${shared} is in the training part and in the validation part.`);
  }
}

/** Later rows are never earlier in time: what precedes a target must have happened before it, or at the same moment. */
function checkOrder(part: string, { users, offsets, timestamps }: Sequences): void {
  for (let sequence = 0; sequence < users.length; sequence++) {
    for (let row = offsets[sequence]! + 1; timestamps !== null && row < offsets[sequence + 1]!; row++) {
      if (timestamps[row]! < timestamps[row - 1]!) {
        throw new LeakError(`User ${users[sequence]} of the ${part} part has events out of order.`);
      }
    }
  }
  if (new Set(users).size !== users.length) throw new LeakError(`A user has two sequences in the ${part} part.`);
}

/**
 * A target is a row of its own sequence, and the input is the rows before it: rows are compared, not items, because an
 * item may well be bought twice. No row is the target of two cases.
 */
function checkCases(part: string, { sequences, sequence, targetRow }: EvaluationCases): void {
  checkOrder(part, sequences);
  const isTarget = new Uint8Array(sequences.items.length);
  for (let index = 0; index < targetRow.length; index++) {
    const row = targetRow[index]!;
    const start = sequences.offsets[sequence[index]!];
    const end = sequences.offsets[sequence[index]! + 1];
    if (start === undefined || end === undefined || row < start || row >= end) {
      throw new LeakError(`Case ${index} of the ${part} part has a target outside its own sequence.`);
    }
    if (isTarget[row] === 1) throw new LeakError(`Row ${row} of the ${part} part is the target of two cases.`);
    isTarget[row] = 1;
  }
}

/** Both start at the user's first event, so a known part no longer than the target's place cannot contain it. */
function checkPrefix(
  known: string,
  knownLengths: ReadonlyMap<number, number>,
  part: string,
  cases: EvaluationCases,
): void {
  const { sequences, sequence, targetRow } = cases;
  for (let index = 0; index < targetRow.length; index++) {
    const user = sequences.users[sequence[index]!]!;
    const place = targetRow[index]! - sequences.offsets[sequence[index]!]!;
    if ((knownLengths.get(user) ?? 0) > place) {
      throw new LeakError(`The ${part} target of user ${user} is among the user's events of the ${known} part.`);
    }
  }
}

function trainLengths({ users, offsets }: Sequences): Map<number, number> {
  return new Map(Array.from(users, (user, index) => [user, offsets[index + 1]! - offsets[index]!]));
}

/** Length of each user's sequence up to and with its last target. */
function caseLengths({ sequences, sequence, targetRow }: EvaluationCases): Map<number, number> {
  const lengths = new Map<number, number>();
  for (let index = 0; index < targetRow.length; index++) {
    const user = sequences.users[sequence[index]!]!;
    const length = targetRow[index]! + 1 - sequences.offsets[sequence[index]!]!;
    lengths.set(user, Math.max(length, lengths.get(user) ?? 0));
  }
  return lengths;
}

function targetTimes({ sequences, targetRow }: EvaluationCases): Float64Array {
  return Float64Array.from(targetRow, (row) => sequences.timestamps?.[row] ?? Number.NaN);
}

function greatest(values: Float64Array): number {
  let greatestValue = -Infinity;
  for (const value of values) if (value > greatestValue) greatestValue = value;
  return greatestValue;
}
