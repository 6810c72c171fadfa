/** What a run and its workers say to each other through the queue. */
import type { ConfigOverrides } from '../config/readConfig.ts';
import type { RunRecord } from '../records/record.ts';
import type { ShippedFile } from './jobFiles.ts';

export interface QueuedCase {
  readonly caseId: string;
  /** As `run` was given it, and what it holds: a worker that has the same file reads its own. */
  readonly configPath: string;
  readonly configText: string;
  /** With the threads that the run resolved, which are part of the case. */
  readonly overrides: ConfigOverrides;
}

export interface FinishedCase {
  readonly record: RunRecord;
  /** Answers and model; none for a case that failed. */
  readonly files: readonly ShippedFile[];
  /** The name that they have in Redis, another one for every try: a worker that was thought dead may still be sending. */
  readonly filesKey: string;
}

/** Sent twice, a case is one job. BullMQ allows no colon. */
export function jobIdOf(caseId: string): string {
  return caseId.replaceAll(':', '-');
}
