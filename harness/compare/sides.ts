/**
 * What a comparison is between: `A` and `B` on the command line name a results directory, a commit or a baseline. A side
 * is the completed cases that the word stands for.
 */
import { existsSync, statSync } from 'node:fs';
import { UserError } from '../../src/errors.ts';
import type { CompletedRecord } from '../records/record.ts';
import { readRecords, type StoredRecord } from '../records/recordStore.ts';

export interface CompletedCase {
  readonly path: string;
  readonly record: CompletedRecord;
}

export type SideKind = 'directory' | 'commit' | 'baseline';

export interface Side {
  readonly word: string;
  readonly kind: SideKind;
  readonly cases: readonly CompletedCase[];
  /** Cases that were tried and failed: they cannot be compared, and must not go unseen. */
  readonly failures: readonly StoredRecord[];
}

const COMMIT = /^[0-9a-f]{4,40}$/u;

function sideOf(word: string, kind: SideKind, stored: readonly StoredRecord[]): Side {
  const cases = stored.flatMap(({ path, record }) => (record.status === 'completed' ? [{ path, record }] : []));
  return { word, kind, cases, failures: stored.filter(({ record }) => record.status === 'failed') };
}

/** @throws UserError where the word stands for nothing. */
export async function openSide(word: string, resultsDirectory: string): Promise<Side> {
  if (existsSync(word) && statSync(word).isDirectory()) {
    return refuseEmpty(sideOf(word, 'directory', await readRecords(word)), `The directory ${word} holds no record.`);
  }
  const stored = await readRecords(resultsDirectory);
  const ofCommit = stored.filter(({ record }) => COMMIT.test(word) && record.code.commit?.startsWith(word) === true);
  if (ofCommit.length > 0) return sideOf(word, 'commit', ofCommit);
  const ofLabel = stored.filter(({ record }) => record.baseline.label === word);
  const ofBaseline = ofLabel.length > 0 ? ofLabel : stored.filter(({ record }) => record.baseline.id === word);
  const labels = distinct(ofBaseline.map(({ record }) => record.baseline.label));
  if (ofLabel.length === 0 && labels.includes(',')) {
    throw new UserError(`"${word}" has records under several labels; name one of them: ${labels}.`);
  }
  return refuseEmpty(
    sideOf(word, 'baseline', ofBaseline),
    `"${word}" is no directory, and no commit or baseline with a record in ${resultsDirectory}. ` +
      `There are the baselines ${distinct(stored.map(({ record }) => record.baseline.label))} ` +
      `and the commits ${distinct(stored.map(({ record }) => record.code.commit?.slice(0, 8) ?? 'none'))}.`,
  );
}

function refuseEmpty(side: Side, sentence: string): Side {
  if (side.cases.length + side.failures.length === 0) throw new UserError(sentence);
  return side;
}

function distinct(words: readonly string[]): string {
  return [...new Set(words)].sort().join(', ') || '(none)';
}
