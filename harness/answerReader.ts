/** Raw answers for reports: what cannot be read is said, and stops nothing. */
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { AnswerReader } from '../reports/site/siteInput.ts';
import { UserError } from '../src/errors.ts';
import { readAnswerArray } from './answerFiles.ts';
import { EXAMPLES_FILE, type ExampleCase } from './exampleCases.ts';
import type { CompletedRecord, RunRecord } from './record.ts';
import type { StoredRecord } from './recordStore.ts';

async function sayAbsence<Value>(read: () => Promise<Value>): Promise<Value | { absence: string }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return { absence: error.message };
    throw error;
  }
}

async function readExamples(directory: string, record: CompletedRecord): Promise<readonly ExampleCase[]> {
  const expected = record.answers.files.find((file) => file.name === EXAMPLES_FILE);
  if (!expected) throw new UserError(`The record of ${record.caseId} has no ${EXAMPLES_FILE}.`);
  const path = join(directory, record.answers.directory, EXAMPLES_FILE);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(`Cannot read ${path}, which the record of ${record.caseId} names: ${String(error)}`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256) throw new UserError(`${path} is not the file that its record was written with.`);
  return JSON.parse(bytes.toString('utf8')) as ExampleCase[];
}

export function answerReader(stored: readonly StoredRecord[]): AnswerReader {
  const directories = new Map<RunRecord, string>(stored.map(({ path, record }) => [record, dirname(path)]));
  return {
    array: (record, name) => sayAbsence(() => readAnswerArray(directories.get(record)!, record, name)),
    examples: (record) => sayAbsence(() => readExamples(directories.get(record)!, record)),
  };
}
