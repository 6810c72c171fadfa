/**
 * Records that name the same split must mean the same cases: whoever answers easier ones would win. Hashes of users and
 * targets stand in the records, and were compared with the files before.
 */
import type { CompletedRecord, RunRecord } from '../records/record.ts';
import type { StoredRecord } from '../records/recordStore.ts';

function hashOf({ answers }: CompletedRecord, name: string): string | null {
  return answers.files.find((file) => file.name === name)?.sha256 ?? null;
}

/** What is the same for whoever answers them. */
const CASE_FILES = [
  ['targets', 'targets.npy'],
  ['users', 'users.npy'],
  ['lengths of histories', 'historyLengths.npy'],
  ['training events of targets', 'targetTrainCounts.npy'],
] as const;

/** What the first record of a split says of it, and where that record lies. */
interface KnownSplit {
  readonly path: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

function splitFacts(record: RunRecord, hasAnswers: boolean): Readonly<Record<string, string | number>> {
  const { dataset, split } = record;
  const facts: Record<string, string | number> = {
    'content of the dataset': dataset.contentHash,
    'test cases': split.testCaseCount,
    'items of the catalogue': split.catalogueItemCount,
    'cold targets': split.coldTargetCount,
  };
  if (record.status === 'failed' || !hasAnswers) return facts;
  for (const [name, file] of CASE_FILES) {
    const hash = hashOf(record, file);
    if (hash !== null) facts[name] = hash;
  }
  return facts;
}

/** One sentence per record that contradicts an earlier one. `hasAnswers`: whether raw answers of a record count. */
export function splitFaults(stored: readonly StoredRecord[], hasAnswers: (record: RunRecord) => boolean): string[] {
  const known = new Map<string, KnownSplit>();
  const faults: string[] = [];
  for (const { path, record } of stored) {
    const facts = splitFacts(record, hasAnswers(record));
    const first = known.get(record.split.hash);
    const differing = Object.keys(facts).filter(
      (name) => first && name in first.facts && facts[name] !== first.facts[name],
    );
    if (differing.length > 0) {
      faults.push(
        `${path}: its ${differing.join(', ')} are not those of ${first!.path}, though it names the same split.`,
      );
      continue;
    }
    known.set(record.split.hash, { path: first?.path ?? path, facts: { ...facts, ...first?.facts } });
  }
  return faults;
}
