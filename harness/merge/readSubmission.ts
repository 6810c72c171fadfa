/** The records of a folder that somebody sent. What cannot be read is refused by name. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../src/errors.ts';
import { parseRecord, recordPaths, type StoredRecord } from '../records/recordStore.ts';
import { checkPlainFiles, fileBytes, LARGEST_RECORD_BYTES } from './plainFiles.ts';

const ADVICE = 'Ask who sent it for the record as seqbench wrote it.';
/** Settings of configs nest a handful of times; what nests without end would be too deep for whoever walks it. */
const DEEPEST = 50;
const MOST_CUTOFFS = 50;
const LONGEST_LABEL = 1000;
/** Item numbers beyond need more room than metrics should take. */
const LARGEST_CATALOGUE = 20_000_000;

function isTooDeep(data: unknown): boolean {
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** Null where nothing speaks against it. */
function excess({ record }: StoredRecord): string | null {
  const { cutoffs, baseline, split } = record;
  if (isTooDeep(record)) return `nests more than ${DEEPEST} levels deep`;
  if (cutoffs.length === 0) return 'has no cutoffs';
  if (cutoffs.length > MOST_CUTOFFS) return `has ${cutoffs.length} cutoffs, more than ${MOST_CUTOFFS}`;
  if (baseline.label.length > LONGEST_LABEL) return `has a label of more than ${LONGEST_LABEL} characters`;
  if (split.catalogueItemCount > LARGEST_CATALOGUE) return `has a catalogue of more than ${LARGEST_CATALOGUE} items`;
  return null;
}

async function readSubmitted(path: string): Promise<StoredRecord> {
  const bytes = (await fileBytes(path)) ?? 0;
  if (bytes > LARGEST_RECORD_BYTES) {
    throw new UserError(`The record ${path} has ${bytes} bytes, more than ${LARGEST_RECORD_BYTES}. ${ADVICE}`);
  }
  const stored = { path, record: parseRecord(await readFile(path, 'utf8'), path, ADVICE) };
  const reason = excess(stored);
  if (reason !== null) throw new UserError(`The record ${path} ${reason}. ${ADVICE}`);
  return stored;
}

export async function readSubmission(directory: string): Promise<StoredRecord[]> {
  await checkPlainFiles(directory);
  const paths = await recordPaths(directory);
  if (paths.length === 0) {
    throw new UserError(
      `${directory} holds no records. A submission is a results directory: MACHINE/COMMIT/CASE.json, with the folder of its answers.`,
    );
  }
  const stored: StoredRecord[] = [];
  for (const path of paths) stored.push(await readSubmitted(path));
  return stored;
}
