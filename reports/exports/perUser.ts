/**
 * Every answer of every case with what it is worth: a table of its own per case, a row per test case, for statistics that
 * no report of ours has. Ranks and metrics come from the stored lists. Pure.
 */
import type { CompletedRecord } from '../../harness/records/record.ts';
import { caseValues, targetRanks } from '../../src/metrics/accuracy.ts';
import { CASE_METRICS, metricName } from '../../src/metrics/metric.ts';
import { SAID_TWICE } from '../accuracyTable.ts';
import type { ReportRow } from '../rows.ts';
import { completedOf, rowId } from '../site/rowText.ts';
import { isAbsent, type Absent, type AnswerReader, type StoredArray } from '../site/siteInput.ts';

/** With one target per case the others follow: precision@k is recall@k / k, MAP is MRR. */
const METRICS_SHOWN = CASE_METRICS.filter((id) => !SAID_TWICE.includes(id));

/** The same for all rows of a case. */
export const CASE_COLUMNS = {
  row_id: 'VARCHAR',
  model: 'VARCHAR',
  baseline: 'VARCHAR',
  dataset: 'VARCHAR',
  is_simulated: 'BOOLEAN',
  dataset_hash: 'VARCHAR',
  protocol: 'VARCHAR',
  split_hash: 'VARCHAR',
  engine: 'VARCHAR',
  machine: 'VARCHAR',
  grade: 'VARCHAR',
  submission: 'VARCHAR',
  commit: 'VARCHAR',
  case_id: 'VARCHAR',
  seed: 'INTEGER',
} as const;
export type CaseFacts = Readonly<Record<keyof typeof CASE_COLUMNS, string | number | boolean | null>>;

/**
 * Of a single row, all unsigned whole numbers: its place in the test set; number of its user in the dataset with that
 * content hash; catalogue number of its target, null where that is cold; place of the target in the list from 1, null
 * where it is not in it; length of the history; training events of the target.
 */
export const ANSWER_COLUMNS = [
  'test_case',
  'user_index',
  'target_item',
  'target_rank',
  'history_length',
  'target_train_count',
] as const;
export type AnswerColumn = (typeof ANSWER_COLUMNS)[number];
type Column = readonly (number | null)[];

/** What the data call user and target; null where the data are gone. */
export const ID_COLUMNS = ['user_id', 'target_id'] as const;
type IdColumn = (typeof ID_COLUMNS)[number];

export interface CaseIds {
  /** By number of the user in the dataset. */
  readonly userIds: readonly string[];
  /** By catalogue number. */
  readonly itemIds: readonly string[];
}

export interface PerUserSource {
  readonly answers: AnswerReader;
  readonly ids: (record: CompletedRecord) => Promise<CaseIds | Absent>;
}

export interface CaseAnswers {
  readonly facts: CaseFacts;
  readonly rowCount: number;
  readonly answers: Readonly<Record<AnswerColumn, Column>>;
  readonly ids: Readonly<Record<IdColumn, readonly (string | null)[]>>;
  /** Why there are no ids; null where there are. */
  readonly idAbsence: string | null;
  /** By name, `ndcg@10`. */
  readonly metrics: Readonly<Record<string, Float32Array>>;
}

/** Names of metrics that a case of any of these rows has. */
export function perUserMetrics(rows: readonly ReportRow[]): string[] {
  const cutoffs = [...new Set(rows.flatMap(({ sample }) => sample.cutoffs))].sort((a, b) => a - b);
  return METRICS_SHOWN.flatMap((id) => cutoffs.map((cutoff) => metricName(id, cutoff)));
}

function factsOf(
  row: ReportRow,
  { dataset, protocol, split, machine, code, caseId, seed }: CompletedRecord,
): CaseFacts {
  return {
    row_id: rowId(row),
    model: row.label,
    baseline: row.baselineId,
    dataset: dataset.name,
    is_simulated: dataset.isSimulated,
    dataset_hash: dataset.contentHash,
    protocol,
    split_hash: split.hash,
    engine: row.engine?.name ?? null,
    machine: machine.id,
    grade: row.provenance.grade,
    submission: row.provenance.submission,
    commit: code.commit,
    case_id: caseId,
    seed,
  };
}

function zeroIsMissing(values: Uint32Array): (number | null)[] {
  return Array.from(values, (value) => (value === 0 ? null : value));
}

/** Records from before lengths and counts were kept have none. */
function orMissing(values: StoredArray | Absent, rowCount: number): Column {
  return isAbsent(values) ? Array.from({ length: rowCount }, () => null) : Array.from(values.data);
}

function idColumns(ids: CaseIds | null, users: ArrayLike<number>, targets: ArrayLike<number>): CaseAnswers['ids'] {
  return {
    user_id: Array.from(users, (user) => ids?.userIds[user] ?? null),
    target_id: Array.from(targets, (target) => (target === 0 ? null : (ids?.itemIds[target] ?? null))),
  };
}

async function answersOf(
  row: ReportRow,
  record: CompletedRecord,
  { answers: reader, ids }: PerUserSource,
): Promise<CaseAnswers | Absent> {
  const [items, targets, users] = [
    reader.array(record, 'items'),
    reader.array(record, 'targets'),
    reader.array(record, 'users'),
  ];
  for (const array of [items, targets, users]) if (isAbsent(array)) return array;
  const [lists, wanted, ofUsers] = [items, targets, users] as [StoredArray, StoredArray, StoredArray];
  const rowCount = wanted.data.length;
  const ranks = targetRanks({ k: lists.shape[1]!, items: lists.data as Uint32Array }, wanted.data as Uint32Array);
  const metrics = METRICS_SHOWN.flatMap((id) =>
    record.cutoffs.map((cutoff) => [metricName(id, cutoff), caseValues(id, ranks, cutoff)] as const),
  );
  const found = await ids(record);
  return {
    facts: factsOf(row, record),
    rowCount,
    answers: {
      test_case: Array.from({ length: rowCount }, (_, place) => place),
      user_index: Array.from(ofUsers.data),
      target_item: zeroIsMissing(wanted.data as Uint32Array),
      target_rank: zeroIsMissing(ranks),
      history_length: orMissing(reader.array(record, 'historyLengths'), rowCount),
      target_train_count: orMissing(reader.array(record, 'targetTrainCounts'), rowCount),
    },
    metrics: Object.fromEntries(metrics),
    ids: idColumns(isAbsent(found) ? null : found, ofUsers.data, wanted.data),
    idAbsence: isAbsent(found) ? found.absence : null,
  };
}

/** Case by case, so that thousands need no room. */
export async function* perUserAnswers(
  rows: readonly ReportRow[],
  source: PerUserSource,
): AsyncGenerator<CaseAnswers | Absent> {
  for (const row of rows) {
    for (const record of completedOf(row)) yield await answersOf(row, record, source);
  }
}
