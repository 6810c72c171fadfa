/** A worker: takes cases from the queue, runs each as `run` would, ships record and files back. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Job, Worker, WaitingError } from 'bullmq';
import type { Redis } from 'ioredis';
import { defaultCacheDirectory } from '../../src/dataset/dataPlaces.ts';
import { codeFacts } from '../machine/codeFacts.ts';
import { prepareRun, runPrepared, withProfiles } from '../run/runConfig.ts';
import { withSpeed } from '../machine/withSpeed.ts';
import { openRedis, queueOf, shortCommit } from './connection.ts';
import { shipFolder } from './jobFiles.ts';
import type { FinishedCase, QueuedCase } from './queueMessages.ts';

export interface WorkOptions {
  readonly url: string;
  /** A worker that has not been heard of for so long has its case given to another. */
  readonly stalledSeconds: number;
  readonly givenCommit: string | null;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The worker's own file where it is the same, so that names relative to it hold; else a copy. */
async function configFile({ configPath, configText }: QueuedCase, folder: string): Promise<string> {
  if (existsSync(configPath) && readFileSync(configPath, 'utf8') === configText) return configPath;
  const copy = join(folder, basename(configPath));
  await writeFile(copy, configText);
  return copy;
}

async function runSent(
  queued: QueuedCase,
  filesKey: string,
  redis: Redis,
  { givenCommit, signal, say }: WorkOptions,
): Promise<FinishedCase> {
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-worker-'));
  try {
    const silent = { onSurveyStart: () => undefined, onSurveyProgress: () => undefined, onSurveyEnd: () => undefined };
    const prepared = await prepareRun(
      {
        configPath: await configFile(queued, folder),
        overrides: queued.overrides,
        only: [],
        cases: [queued.caseId],
        resultsDirectory: join(folder, 'results'),
        cacheDirectory: defaultCacheDirectory(),
        onFinished: 'repeat',
        givenCommit,
        signal,
      },
      silent,
    );
    const events = { onCaseStart: () => undefined, onCaseProgress: () => undefined, onCaseEnd: () => undefined };
    const profiled =
      prepared &&
      (await withProfiles(prepared, {
        onProfilesStart: () => undefined,
        onProfilesProgress: () => undefined,
        onProfilesLine: say,
        onProfilesEnd: () => undefined,
      }));
    const speed = { onSpeedStart: say, onSpeedEnd: say };
    const warm = profiled && (await withSpeed(profiled, join(defaultCacheDirectory(), 'machines'), speed));
    const result = warm && (await runPrepared(warm, events));
    const finished = result?.results[0];
    if (finished === undefined) throw new Error('The worker was stopped.');
    const { path, record } = finished;
    const own = path.replace(/\.json$/u, '');
    const files = record.status === 'completed' ? await shipFolder(redis, filesKey, own, join(path, '..')) : [];
    return { record, files, filesKey };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends when it is stopped; a case under way is then given back to the queue. */
export async function work(options: WorkOptions): Promise<void> {
  const { url, stalledSeconds, givenCommit, signal, say } = options;
  const { commit } = codeFacts(givenCommit);
  const redis = await openRedis(url);
  const connection = await openRedis(url);
  const worker = new Worker<QueuedCase, FinishedCase>(
    queueOf(commit),
    async (job: Job<QueuedCase, FinishedCase>, token) => {
      say(`${job.data.caseId}: started${job.attemptsMade > 0 ? `, try ${job.attemptsMade + 1}` : ''}`);
      try {
        return await runSent(job.data, `${job.id!}:${token!}`, redis, options);
      } catch (error) {
        if (!signal.aborted) throw error;
        // Stopping a worker is no fault of the case, and none of its tries.
        await job.moveToWait(token);
        say(`${job.data.caseId}: given back`);
        throw new WaitingError();
      }
    },
    {
      connection,
      concurrency: 1,
      lockDuration: stalledSeconds * 1000,
      stalledInterval: stalledSeconds * 1000,
      // A machine may be lost more than once; a case that kills its worker every time must end all the same.
      maxStalledCount: 3,
    },
  );
  worker.on('completed', ({ data }, { record }) => {
    say(`${data.caseId}: ${record.status}`);
  });
  worker.on('failed', (job, error) => {
    say(`${job?.data.caseId ?? 'a case'}: given back, ${error.message}`);
  });
  worker.on('error', () => undefined);
  say(`Waiting for cases of commit ${shortCommit(commit)}; Ctrl-C ends.`);
  if (!signal.aborted) await once(signal, 'abort');
  await worker.close();
  redis.disconnect();
  connection.disconnect();
}
