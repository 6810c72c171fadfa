/** `run --queue`: sends what is missing to the queue and takes in records as workers finish them. */
import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { UserError } from '../../src/errors.ts';
import { replaceDirectory } from '../records/atomicFile.ts';
import type { ConfigOverrides } from '../config/readConfig.ts';
import { recordSchema } from '../records/record.ts';
import { readRecords, recordPath, type StoredRecord, writeRecord } from '../records/recordStore.ts';
import { type CaseResult, isReusable, otherData, renew, type RunEvents, type RunResult } from '../run/runCases.ts';
import type { PreparedRun } from '../run/runConfig.ts';
import { KEEP_SECONDS, openRedis, queueOf, shortCommit } from './connection.ts';
import { fetchFolder, FilesGone, forgetFiles } from './jobFiles.ts';
import { type FinishedCase, jobIdOf, type QueuedCase } from './queueMessages.ts';

const TRIES = 3;
const LOOK_MILLISECONDS = 500;
const LOOKS_BETWEEN_COUNTS = 10;

const JOB = {
  attempts: TRIES,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { age: KEEP_SECONDS },
  removeOnFail: { age: KEEP_SECONDS },
} as const;

/** Files first, the record last: a record never stands beside answers that are not its own. */
async function takeIn(redis: Redis, finished: FinishedCase, resultsDirectory: string): Promise<CaseResult['path']> {
  const record = recordSchema.parse(finished.record);
  const path = recordPath(resultsDirectory, record.machine.id, record.code.commit, record.caseId);
  const partial = path.replace(/\.json$/u, '.partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  if (record.status === 'completed') {
    await fetchFolder(redis, finished.filesKey, finished.files, partial);
    await rm(path, { force: true });
    // The worker's files lie in a folder of the case's name.
    await replaceDirectory(`${partial}/${record.caseId}`, path.replace(/\.json$/u, ''));
  }
  await writeRecord(path, record);
  await rm(partial, { recursive: true, force: true });
  return path;
}

interface KnownRecords {
  readonly completed: ReadonlyMap<string, StoredRecord>;
  /** Paths of what failed. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
}

/** Records of the plan's cases at this commit, from whatever machine. */
async function knownRecords({ context, cases }: PreparedRun): Promise<KnownRecords> {
  const wanted = new Map(cases.map((planned) => [planned.caseId, planned]));
  const completed = new Map<string, StoredRecord>();
  const failed = new Map<string, string[]>();
  for (const stored of await readRecords(context.resultsDirectory)) {
    const { path, record } = stored;
    const planned = wanted.get(record.caseId);
    if (planned === undefined || record.code.commit !== context.code.commit) continue;
    if (record.status === 'failed') failed.set(record.caseId, [...(failed.get(record.caseId) ?? []), path]);
    else if (context.onFinished === 'reuse' && isReusable(record, planned, context)) {
      completed.set(record.caseId, stored);
    }
  }
  return { completed, failed };
}

export async function runQueued(
  prepared: PreparedRun,
  overrides: ConfigOverrides,
  url: string,
  events: RunEvents,
  say: (line: string) => void,
): Promise<RunResult> {
  const { context, cases, checked } = prepared;
  const { commit } = context.code;
  const redis = await openRedis(url);
  const queue = new Queue<QueuedCase, FinishedCase>(queueOf(commit), { connection: redis });
  const send = (jobId: string, queued: QueuedCase) => queue.add('case', queued, { ...JOB, jobId });
  const results = new Map<string, CaseResult>();
  try {
    const known = await knownRecords(prepared);
    const lost: string[] = [];
    const open = new Map<string, { planned: (typeof cases)[number]; queued: QueuedCase }>();
    const configText = readFileSync(checked.text.path, 'utf8');
    for (const [index, planned] of cases.entries()) {
      const stored = known.completed.get(planned.caseId);
      if (stored !== undefined) {
        const record = await renew(stored.record, planned.baseline.label, context.prices, stored.path);
        events.onCaseEnd(planned, record, 'reused');
        results.set(planned.caseId, { planned, path: stored.path, record });
        continue;
      }
      const queued: QueuedCase = {
        caseId: planned.caseId,
        configPath: checked.text.path,
        configText,
        // A worker needs no other data than the case's own.
        overrides: { ...overrides, threads: checked.config.threads, datasets: [planned.datasetName] },
      };
      const jobId = jobIdOf(planned.caseId);
      // A failure of before would stand for the case for ever.
      const before = await queue.getJob(jobId);
      const state = await before?.getState();
      // With --force an answer of before is none, either.
      if (state === 'failed' || (state === 'completed' && context.onFinished === 'repeat')) await before!.remove();
      await send(jobId, queued);
      open.set(jobId, { planned, queued });
      events.onCaseStart(planned, index);
    }
    let hasWorkers = true;
    for (let look = 0; open.size > 0 && !context.signal.aborted; look++) {
      if (look % LOOKS_BETWEEN_COUNTS === 0) {
        const hadWorkers = hasWorkers;
        hasWorkers = (await queue.getWorkersCount()) > 0;
        if (hadWorkers && !hasWorkers)
          say(
            `No worker of commit ${shortCommit(commit)} is connected; start one in a checkout of it: seqbench worker --queue ...`,
          );
      }
      for (const [jobId, { planned, queued }] of open) {
        // The state first: a job fetched before it is completed has no answer yet.
        const state = await queue.getJobState(jobId);
        const job = await queue.getJob(jobId);
        if (job === undefined) {
          // Redis lost it: a restart without its data, or somebody cleared it.
          await send(jobId, queued);
          continue;
        }
        if (state === 'completed') {
          const finished = job.returnvalue;
          const differing = otherData(planned, finished.record, context);
          if (differing !== null) {
            await job.remove();
            throw new UserError(
              `${planned.caseId}: a worker has another ${differing} by this name; give it the same files.`,
            );
          }
          const path = await takeIn(redis, finished, context.resultsDirectory).catch(async (error: unknown) => {
            if (!(error instanceof FilesGone)) throw error;
            say(`${planned.caseId}: ${error.message} It is sent again.`);
            await job.remove();
            await send(jobId, queued);
            return null;
          });
          if (path === null) continue;
          await forgetFiles(redis, finished.filesKey, finished.files);
          await job.remove();
          open.delete(jobId);
          // It may have been sent by an earlier run.
          const record = await renew(finished.record, planned.baseline.label, context.prices, path);
          if (record.status === 'completed') {
            for (const failed of known.failed.get(planned.caseId) ?? []) {
              if (failed !== path) await rm(failed, { force: true });
            }
          }
          events.onCaseEnd(planned, record, 'run');
          results.set(planned.caseId, { planned, path, record });
        } else if (state === 'failed') {
          const sentence = `${planned.caseId}: no worker could run it (${job.attemptsMade} tries): ${job.failedReason}`;
          say(sentence);
          lost.push(sentence);
          open.delete(jobId);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
    if (lost.length > 0 && open.size === 0)
      throw new UserError(`${lost.join('\n')}\nAll others are recorded; the same command tries again.`);
    const inOrder = cases.flatMap(({ caseId }) => results.get(caseId) ?? []);
    return { results: inOrder, isStopped: open.size > 0 };
  } finally {
    await queue.close();
    redis.disconnect();
  }
}
