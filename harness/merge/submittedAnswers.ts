/** Reads the raw answers of a submitted record, and refuses those that cannot be the answers of its case. */
import { dirname, join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import type { NpyArray } from '../../src/tensors/npy.ts';
import { readAnswerArray, readExamples, type AnswerArray } from '../records/answerFiles.ts';
import { BrokenAnswerError, checkRanking } from '../case/checkRanking.ts';
import { EXAMPLES_FILE } from '../records/exampleCases.ts';
import type { CompletedRecord } from '../records/record.ts';
import type { StoredRecord } from '../records/recordStore.ts';
import { fileBytes, isPlainPath, LARGEST_ARRAY_BYTES, LARGEST_RECORD_BYTES } from './plainFiles.ts';
import type { SubmittedAnswers } from './recompute.ts';

/** Records from before schema version 2 have no lengths and counts. */
const OPTIONAL: readonly AnswerArray[] = ['historyLengths', 'targetTrainCounts'];

/** Whether any of the answers that the record names is there. Sizes are looked at before anything is read. */
export async function hasRawAnswers({ path, record }: StoredRecord & { record: CompletedRecord }): Promise<boolean> {
  const { directory, files } = record.answers;
  if (!isPlainPath(directory))
    throw new UserError(`its answers are said to lie in "${directory}", outside of its folder`);
  let isPresent = false;
  for (const { name, bytes } of files) {
    if (!isPlainPath(name) || name.includes('/')) throw new UserError(`"${name}" is no name of a file with answers`);
    const present = await fileBytes(join(dirname(path), directory, name));
    if (present === null) continue;
    isPresent = true;
    const most = name === EXAMPLES_FILE ? LARGEST_RECORD_BYTES : LARGEST_ARRAY_BYTES;
    if (present > most) throw new UserError(`${name} has ${present} bytes, more than can be merged`);
    if (present !== bytes) throw new UserError(`${name} has ${present} bytes, not ${bytes} as the record says`);
  }
  return isPresent;
}

type Kind = 'whole' | 'single' | 'double';
const ARRAY_OF = { whole: Uint32Array, single: Float32Array, double: Float64Array } as const;

function checkForm(name: string, { shape, data }: NpyArray, expected: readonly number[], kind: Kind): void {
  if (shape.join(' x ') !== expected.join(' x ')) {
    throw new UserError(`${name}.npy has shape ${shape.join(' x ')}, not ${expected.join(' x ')}`);
  }
  if (!(data instanceof ARRAY_OF[kind])) throw new UserError(`${name}.npy holds numbers of another type`);
}

function checkTimes(name: string, { shape, data }: NpyArray): Float64Array {
  checkForm(name, { shape, data }, [data.length], 'double');
  const isTime = data.every((seconds) => Number.isFinite(seconds) && seconds >= 0);
  if (!isTime) throw new UserError(`${name}.npy holds what is no time`);
  return data as Float64Array;
}

function checkLists(record: CompletedRecord, k: number, items: Uint32Array, scores: Float32Array): void {
  const { testCaseCount, catalogueItemCount } = record.split;
  // Histories are not part of the answers, so that items seen before cannot be looked for.
  const noHistories = {
    offsets: new Uint32Array(testCaseCount + 1),
    items: new Uint32Array(0),
    users: new Uint32Array(testCaseCount),
  };
  try {
    checkRanking({ k, items, scores }, noHistories, { k, seenItems: 'keep' }, catalogueItemCount, 0, true);
  } catch (error) {
    if (error instanceof BrokenAnswerError) throw new UserError(error.message);
    throw error;
  }
}

/** @throws UserError with a clause that says what is wrong with them. */
export function submittedAnswers({ path, record }: StoredRecord & { record: CompletedRecord }): SubmittedAnswers {
  const folder = dirname(path);
  const { split, cutoffs } = record;
  const isListed = (file: string) => record.answers.files.some(({ name }) => name === file);
  const read = (name: AnswerArray) => readAnswerArray(folder, record, name);
  const caseArray = (name: AnswerArray): Uint32Array | null => {
    if (OPTIONAL.includes(name) && !isListed(`${name}.npy`)) return null;
    const array = read(name);
    checkForm(name, array, [split.testCaseCount], 'whole');
    return array.data as Uint32Array;
  };
  const items = read('items');
  const scores = read('scores');
  const k = items.shape[1] ?? 0;
  checkForm('items', items, [split.testCaseCount, k], 'whole');
  checkForm('scores', scores, [split.testCaseCount, k], 'single');
  if (Math.max(...cutoffs) > k) throw new UserError(`its lists hold ${k} items, too few for its cutoffs`);
  checkLists(record, k, items.data as Uint32Array, scores.data as Float32Array);
  const targets = caseArray('targets')!;
  const coldCount = targets.filter((target) => target === 0).length;
  if (coldCount !== split.coldTargetCount) {
    throw new UserError(`${coldCount} of its targets are cold, not ${split.coldTargetCount} as the record says`);
  }
  if (isListed(EXAMPLES_FILE)) readExamples(folder, record);
  return {
    k,
    items: items.data as Uint32Array,
    targets,
    users: caseArray('users')!,
    historyLengths: caseArray('historyLengths'),
    targetTrainCounts: caseArray('targetTrainCounts'),
    batchSeconds: checkTimes('batchSeconds', read('batchSeconds')),
    requestSeconds: checkTimes('requestSeconds', read('requestSeconds')),
  };
}
