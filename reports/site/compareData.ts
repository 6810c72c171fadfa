/** From rows to the data of the page that compares two of them, and to the files that it asks for. */
import { shortHash } from '../../src/canonicalJson.ts';
import type { CompletedRecord } from '../../harness/records/record.ts';
import { targetRanks } from '../../src/metrics/accuracy.ts';
import { costKey, engineKey } from '../boards.ts';
import type { ReportRow } from '../rows.ts';
import { completedOf, machineText } from './rowText.ts';
import { isAbsent, type Absent, type AnswerReader, type SiteFile, type StoredArray } from './siteInput.ts';
import type { BoardData } from './view/boardData.ts';
import {
  caseFileName,
  rankFileName,
  type CaseFile,
  type CompareData,
  type CompareRow,
  type RankFile,
} from './view/compareData.ts';
import { encodeRanks } from './view/rankCodec.ts';

/** Over the hashes that the record has of its users and targets: no file is read for it. */
export function caseKeyOf({ answers }: CompletedRecord): string | null {
  const hashes = ['users.npy', 'targets.npy'].map((name) => answers.files.find((file) => file.name === name)?.sha256);
  return hashes.includes(undefined) ? null : shortHash(hashes, 16);
}

/** Of the first seed; another seed of the row with other cases would not be of the same split. */
function rowCaseKey(row: ReportRow): string | null {
  const [first] = completedOf(row);
  return first ? caseKeyOf(first) : null;
}

/** `hasRanks` by place in `rows`: whether its answers were there. */
export function compareData(rows: readonly ReportRow[], board: BoardData, hasRanks: readonly boolean[]): CompareData {
  const shown = board.figures.filter(({ id, kind }) => kind !== 'lists' && board.usualColumns.includes(id));
  return {
    rows: rows.map((row, place): CompareRow => {
      const { id, label, distinction } = board.rows[place]!;
      const where = `${row.sample.dataset.name}, ${row.sample.protocol}, ${machineText(row)}`;
      return {
        id,
        label,
        distinction,
        caseKey: hasRanks[place] ? rowCaseKey(row) : null,
        costKey: shortHash(costKey(row)),
        engine: engineKey(row),
        place: where,
      };
    }),
    figures: shown,
    values: Object.fromEntries(shown.map(({ id }) => [id, board.values[id]!])),
    cutoffs: [...new Set(rows.flatMap((row) => row.sample.cutoffs))].sort((a, b) => a - b),
  };
}

/** A script that hands its value over by name; see `client/dataFile.ts`. */
function dataScript(name: string, value: unknown): SiteFile {
  const text = JSON.stringify(value).replace(/</gu, '\\u003c');
  return { path: `data/${name}.js`, content: `(globalThis.seqbenchFiles??={})[${JSON.stringify(name)}]=${text}\n` };
}

function numbersOf(
  record: CompletedRecord,
  name: 'users' | 'historyLengths' | 'targetTrainCounts',
  answers: AnswerReader,
): number[] | null {
  const stored = answers.array(record, name);
  return isAbsent(stored) ? null : Array.from(stored.data);
}

/** What two rows are compared by; null where the answers are not there. */
export function caseFile(record: CompletedRecord, answers: AnswerReader): SiteFile | null {
  const key = caseKeyOf(record);
  const users = key === null ? null : numbersOf(record, 'users', answers);
  if (key === null || users === null) return null;
  const file: CaseFile = {
    users,
    historyLengths: numbersOf(record, 'historyLengths', answers),
    targetTrainCounts: numbersOf(record, 'targetTrainCounts', answers),
  };
  return dataScript(caseFileName(key), file);
}

/** Targets of the same cases are read once, for whatever rows. */
export type TargetCache = Map<string, StoredArray | Absent>;

function targetsOf(record: CompletedRecord, answers: AnswerReader, cache: TargetCache): StoredArray | Absent {
  const key = caseKeyOf(record);
  const known = key === null ? undefined : cache.get(key);
  if (known) return known;
  const targets = answers.array(record, 'targets');
  if (key !== null && !isAbsent(targets)) cache.set(key, targets);
  return targets;
}

function ranksOf(record: CompletedRecord, answers: AnswerReader, cache: TargetCache): string | null {
  const items = answers.array(record, 'items');
  const targets = targetsOf(record, answers, cache);
  if (isAbsent(items) || isAbsent(targets)) return null;
  const [k] = items.shape.slice(1);
  if (k === undefined) return null;
  return encodeRanks(targetRanks({ k, items: items.data as Uint32Array }, targets.data as Uint32Array));
}

/** Null where the answers of a seed are not there. */
export function rankFile(row: ReportRow, rowId: string, answers: AnswerReader, cache: TargetCache): SiteFile | null {
  const completed = completedOf(row);
  const ranks = completed.map((record) => ranksOf(record, answers, cache));
  const known = ranks.filter((text) => text !== null);
  if (known.length === 0 || known.length < completed.length) return null;
  const file: RankFile = { seeds: completed.map(({ seed }) => seed), ranks: known };
  return dataScript(rankFileName(rowId), file);
}
