/** Which trained model is meant: a folder with one, or a case among the records of a results directory. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { STORED_MODEL_FILE } from '../../src/inference/storedModel.ts';
import { MODEL_DIRECTORY } from '../case/completedPart.ts';
import type { CompletedRecord } from '../records/record.ts';
import { readRecords, recordDirectory } from '../records/recordStore.ts';

export interface ChosenModel {
  readonly directory: string;
  /** Null for a model folder that was named itself. */
  readonly record: CompletedRecord | null;
}

/** Cases that a message names. */
const MOST_NAMED = 12;

/** A finished case and where its trained model is, if it was kept. */
export interface StoredCase {
  readonly directory: string;
  readonly record: CompletedRecord;
}

export async function storedCases(results: string): Promise<StoredCase[]> {
  const stored = await readRecords(results);
  return stored.flatMap(({ path, record }) =>
    record.status === 'completed' ? [{ directory: join(recordDirectory(path), record.modelDirectory), record }] : [],
  );
}

function named(cases: readonly StoredCase[]): string {
  const ids = [...new Set(cases.map(({ record }) => record.caseId))];
  const shown = ids.slice(0, MOST_NAMED).join(', ');
  return ids.length > MOST_NAMED ? `${shown} and ${ids.length - MOST_NAMED} more` : shown;
}

/** The newest where a case was run at several commits. */
function newest(cases: readonly StoredCase[]): StoredCase {
  return cases.toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? 1 : -1))[0]!;
}

/** @param caseId Of a record, or how it begins; null where there is one case only, or a model folder is named. */
export async function chooseModel(from: string, caseId: string | null): Promise<ChosenModel> {
  for (const directory of [resolve(from), resolve(from, MODEL_DIRECTORY)]) {
    if (!existsSync(join(directory, STORED_MODEL_FILE))) continue;
    if (caseId !== null) throw new UserError(`--case ${caseId}: "${from}" is the folder of one model; leave it out.`);
    return { directory, record: null };
  }
  const cases = await storedCases(from);
  if (cases.length === 0) {
    throw new UserError(
      `"${from}" holds neither a trained model nor records of finished cases. Name a results directory or a case's model folder.`,
    );
  }
  const meant = cases.filter(({ record }) => caseId === null || record.caseId.startsWith(caseId));
  const ids = new Set(meant.map(({ record }) => record.caseId));
  if (ids.size === 0) throw new UserError(`No finished case "${caseId!}" in "${from}". There are: ${named(cases)}.`);
  if (ids.size > 1) {
    throw new UserError(`Several cases are meant; choose one with --case: ${named(meant)}.`);
  }
  const chosen = newest(meant);
  if (existsSync(chosen.directory)) return chosen;
  throw new UserError(
    `The model of case ${chosen.record.caseId} is gone from ${chosen.directory}. Run the case again.`,
  );
}
