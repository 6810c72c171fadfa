/** The page that a run ends with: a board of its cases, with the history of the same cases on other commits. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { commitOrder } from '../history/commits.ts';
import { readRecord, type StoredRecord } from '../records/recordStore.ts';
import { siteInput } from '../board/siteInput.ts';
import { writeSite } from '../board/writeSite.ts';

export const REPORT_DIRECTORY = 'report';

/** Records of the same cases in the other commits' folders beside theirs. */
async function onOtherCommits(stored: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const known = new Set(stored.map(({ path }) => path));
  const others = new Map<string, string>();
  for (const { path } of stored) {
    const machine = dirname(dirname(path));
    for (const commit of await readdir(machine)) {
      const other = join(machine, commit, basename(path));
      if (!known.has(other) && existsSync(other)) others.set(other, other);
    }
  }
  const found: StoredRecord[] = [];
  for (const path of [...others.keys()].sort()) {
    const record = await readRecord(path);
    if (record) found.push({ path, record });
  }
  return found;
}

/** Returns the path of the first page. */
export async function writeRunReport(stored: readonly StoredRecord[], resultsDirectory: string): Promise<string> {
  const directory = join(resultsDirectory, REPORT_DIRECTORY);
  const input = siteInput([...(await onOtherCommits(stored)), ...stored]);
  await writeSite({ ...input, commitOrder: await commitOrder() }, directory);
  return join(directory, 'index.html');
}
