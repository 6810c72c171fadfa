/**
 * Records on disk: `<results>/<machine>/<commit8>/<case>.json`, each written whole and renamed, with a folder of raw
 * answers and the trained model of the same name beside it. Absent is empty; corrupt or newer is refused by name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { writeFileAtomically } from './atomicFile.ts';
import { RECORD_SCHEMA_VERSION, recordSchema, type RunRecord } from './record.ts';
import { settingsFaults, showPath } from '../config/settingsErrors.ts';
import { upgradeRecord } from './upgradeRecord.ts';

export interface StoredRecord {
  readonly path: string;
  readonly record: RunRecord;
}

/** Beside the records of a commit. */
export const SEARCH_DIRECTORY = 'searches';

/** Name of a commit's folder. */
export function commitFolder(commit: string | null): string {
  return commit === null ? 'nogit' : commit.slice(0, 8);
}

export function recordPath(resultsDirectory: string, machineId: string, commit: string | null, caseId: string): string {
  return join(resultsDirectory, machineId, commitFolder(commit), `${caseId}.json`);
}

const OWN_RECORD = 'Remove it to run its case again.';

/** `advice` is what to do about a record that cannot be read. */
export function parseRecord(text: string, path: string, advice = OWN_RECORD): RunRecord {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UserError(`The record ${path} is corrupt: ${String(error)}. ${advice}`);
  }
  const version = typeof data === 'object' && data !== null && 'schemaVersion' in data ? data.schemaVersion : null;
  if (typeof version !== 'number') {
    throw new UserError(`The record ${path} is corrupt: it has no schemaVersion. ${advice}`);
  }
  if (version > RECORD_SCHEMA_VERSION) {
    throw new UserError(
      `The record ${path} has schema version ${version}; this seqbench reads up to ${RECORD_SCHEMA_VERSION}. Use a newer one.`,
    );
  }
  const upgraded = upgradeRecord(data, version, path);
  const parsed = recordSchema.safeParse(upgraded);
  if (parsed.success) return parsed.data;
  const [fault] = settingsFaults(parsed.error, recordSchema, upgraded);
  const where = fault ? `${showPath(fault.path)} ${fault.sentence}` : '';
  throw new UserError(`The record ${path} is corrupt: ${where} ${advice}`);
}

/** Null where there is none. */
export async function readRecord(path: string): Promise<RunRecord | null> {
  if (!existsSync(path)) return null;
  return parseRecord(await readFile(path, 'utf8'), path);
}

export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(recordSchema.parse(record), null, 2)}\n`);
}

export async function subdirectories(directory: string): Promise<string[]> {
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(directory, entry.name))
    .sort();
}

/** Where the records of a results directory lie, in order; none where there is no such directory. */
export async function recordPaths(resultsDirectory: string): Promise<string[]> {
  const paths: string[] = [];
  for (const machine of await subdirectories(resultsDirectory)) {
    for (const commit of await subdirectories(machine)) {
      const names = (await readdir(commit)).filter((name) => name.endsWith('.json')).sort();
      paths.push(...names.map((name) => join(commit, name)));
    }
  }
  return paths;
}

/** Takes away what runs that were killed in the middle of a write have left. Only for who holds the results' lock. */
export async function removeLeftovers(resultsDirectory: string): Promise<void> {
  for (const machine of await subdirectories(resultsDirectory)) {
    const commits = await subdirectories(machine);
    const searches = commits.map((commit) => join(commit, SEARCH_DIRECTORY)).filter((folder) => existsSync(folder));
    for (const folder of [machine, ...commits, ...searches]) {
      const left = (await readdir(folder)).filter((name) => /\.json\.\d+\.tmp$|\.partial$|\.\d+\.old$/u.test(name));
      for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Every record below a results directory, in the order of their paths. */
export async function readRecords(resultsDirectory: string): Promise<StoredRecord[]> {
  const stored: StoredRecord[] = [];
  for (const path of await recordPaths(resultsDirectory)) {
    // A promise costs several times what reading so small a file does, and there may be thousands.
    stored.push({ path, record: parseRecord(readFileSync(path, 'utf8'), path) });
  }
  return stored;
}

/** @throws UserError where there is none. */
export async function someRecords(resultsDirectory: string): Promise<StoredRecord[]> {
  const stored = await readRecords(resultsDirectory);
  if (stored.length === 0) throw noRecords(resultsDirectory);
  return stored;
}

export function noRecords(resultsDirectory: string): UserError {
  return new UserError(`${resultsDirectory} holds no records. Name the directory that "seqbench run" wrote to.`);
}

export function recordDirectory(path: string): string {
  return dirname(path);
}
