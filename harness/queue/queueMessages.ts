/** What a run and its workers say to each other through the queue. */
import type { ConfigOverrides } from '../readConfig.ts';
import type { RunRecord } from '../record.ts';
import type { ShippedFile } from './jobFiles.ts';

export interface QueuedCase {
  readonly caseId: string;
  /** As `run` was given it, and what it holds: a worker that has the same file reads its own. */
  readonly configPath: string;
  readonly configText: string;
  /** With the threads that the run resolved, which are part of the case. */
  readonly overrides: ConfigOverrides;
  /** Cases of other code would be other cases; null outside git. */
  readonly commit: string | null;
}

export interface FinishedCase {
  readonly record: RunRecord;
  /** Answers and model; none for a case that failed. */
  readonly files: readonly ShippedFile[];
}

/** Commit and case: sent twice, it is one job. */
export function jobIdOf({ caseId, commit }: Pick<QueuedCase, 'caseId' | 'commit'>): string {
  return `${commit?.slice(0, 12) ?? 'nogit'}_${caseId}`.replaceAll(':', '-');
}
