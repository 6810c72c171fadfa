/**
 * The raw answers of a case, beside its record, one `.npy` file per array, so that a later metric needs no training:
 *
 * | file | type, shape | holds |
 * | --- | --- | --- |
 * | `items.npy` | uint32 [cases, k] | recommended catalogue numbers, best first; 0 where fewer than k could be given |
 * | `scores.npy` | float32 [cases, k] | their scores; -Infinity beside a 0 |
 * | `targets.npy` | uint32 [cases] | catalogue number of the target; 0 where it is cold |
 * | `users.npy` | uint32 [cases] | user number in the dataset |
 * | `historyLengths.npy` | uint32 [cases] | items of the history |
 * | `targetTrainCounts.npy` | uint32 [cases] | training events of the target; 0 where it is cold |
 * | `batchSeconds.npy` | float64 [batches] | seconds of each batch of the test set |
 * | `requestSeconds.npy` | float64 [samples] | seconds of each single request, in the order made |
 *
 * `examples.json` shows a few cases with names, see `exampleCases.ts`. Records from before schema version 2 have neither
 * that nor the lengths and counts. Catalogue numbers are those of the split with the record's split hash.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { writeFileSynced } from './atomicFile.ts';
import { EXAMPLES_FILE, exampleCasesSchema, type ExampleCase } from '../records/exampleCases.ts';
import type { AnswerFiles } from '../case/answerFilesPart.ts';
import { decodeNpy, encodeNpy, type NpyArray } from '../../src/tensors/npy.ts';
import type { CompletedRecord } from './record.ts';

/** Beside the model, in the folder of the case. */
export const ANSWERS_DIRECTORY = 'answers';

export const ANSWER_ARRAYS = [
  'items',
  'scores',
  'targets',
  'users',
  'historyLengths',
  'targetTrainCounts',
  'batchSeconds',
  'requestSeconds',
] as const;
export type AnswerArray = (typeof ANSWER_ARRAYS)[number];
export type Answers = Readonly<Record<AnswerArray, NpyArray>>;

async function writeListed(
  directory: string,
  contents: Readonly<Record<string, Buffer>>,
): Promise<AnswerFiles['files']> {
  await mkdir(directory, { recursive: true });
  const files: AnswerFiles['files'] = [];
  for (const [name, bytes] of Object.entries(contents)) {
    await writeFileSynced(join(directory, name), bytes);
    files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  return files;
}

export function writeArrays(
  directory: string,
  arrays: Readonly<Record<string, NpyArray>>,
): Promise<AnswerFiles['files']> {
  const contents = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const);
  return writeListed(directory, Object.fromEntries(contents));
}

export async function writeAnswers(
  directory: string,
  answers: Answers,
  examples: readonly ExampleCase[],
): Promise<AnswerFiles['files']> {
  const text = Buffer.from(`${JSON.stringify(examples, null, 2)}\n`);
  return [...(await writeArrays(directory, answers)), ...(await writeListed(directory, { [EXAMPLES_FILE]: text }))];
}

/**
 * A file of a case's answers; one that is not what the record was written with is refused by name. Read at once: the files
 * are small and a board reads thousands, where a promise for each would cost more than reading it.
 */
function readListed(
  recordDirectory: string,
  { caseId }: CompletedRecord,
  { directory, files }: AnswerFiles,
  name: string,
): { readonly path: string; readonly bytes: Buffer } {
  const path = join(recordDirectory, directory, name);
  const expected = files.find((file) => file.name === name);
  if (!expected) throw new UserError(`The record of ${caseId} has no ${name}.`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}, which the record of ${caseId} names: ${String(error)}`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256) throw new UserError(`${path} is not the file that its record was written with.`);
  return { path, bytes };
}

/** @param listed Where the array is, and the files that the record names there. */
export function readListedArray(
  recordDirectory: string,
  record: CompletedRecord,
  listed: AnswerFiles,
  array: string,
): NpyArray {
  const { path, bytes } = readListed(recordDirectory, record, listed, `${array}.npy`);
  return decodeNpy(bytes, path);
}

export function readAnswerArray(recordDirectory: string, record: CompletedRecord, array: AnswerArray): NpyArray {
  return readListedArray(recordDirectory, record, record.answers, array);
}

export function readExamples(recordDirectory: string, record: CompletedRecord): readonly ExampleCase[] {
  const { path, bytes } = readListed(recordDirectory, record, record.answers, EXAMPLES_FILE);
  try {
    return exampleCasesSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new UserError(`${path} holds no examples that this seqbench can read.`);
  }
}
