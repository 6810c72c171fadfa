/** Raw answers for reports: what cannot be read is said, and stops nothing. */
import { dirname } from 'node:path';
import type { AnswerReader } from '../../reports/site/siteInput.ts';
import { UserError } from '../../src/errors.ts';
import { readAnswerArray, readExamples } from './answerFiles.ts';
import type { RunRecord } from './record.ts';
import type { StoredRecord } from './recordStore.ts';

function sayAbsence<Value>(read: () => Value): Value | { absence: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return { absence: error.message };
    throw error;
  }
}

export function answerReader(stored: readonly StoredRecord[]): AnswerReader {
  const directories = new Map<RunRecord, string>(stored.map(({ path, record }) => [record, dirname(path)]));
  return {
    array: (record, name) => sayAbsence(() => readAnswerArray(directories.get(record)!, record, name)),
    examples: (record) => sayAbsence(() => readExamples(directories.get(record)!, record)),
  };
}
