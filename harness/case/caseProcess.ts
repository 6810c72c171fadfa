/** Runs one job in a fresh child process, so that no job sees another's caches or memory and a crash costs one job. */
import { fileURLToPath } from 'node:url';
import type { CaseProgress, Job, WorkerMessage } from './caseMessages.ts';
import { type Limits, NO_LIMITS } from '../config/limits.ts';
import { type LimitFailure, watchLimits } from './limitWatch.ts';
import type { FailedPart } from '../records/record.ts';
import { endChild, forkChild } from './childProcess.ts';
import { killTree } from './processTree.ts';

const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './workerBin.mjs' : './worker.js', import.meta.url),
);
/** How much of standard error a failed record keeps. */
const STDERR_TAIL_CHARACTERS = 4000;

type Answer = Exclude<WorkerMessage, { readonly kind: 'progress' | 'line' }>;

export type JobOutcome =
  | Extract<WorkerMessage, { readonly kind: 'surveyed' | 'profiled' | 'completed' | 'probed' | 'tried' }>
  | { readonly kind: 'failed'; readonly failure: FailedPart['failure']; readonly isUserError: boolean }
  | { readonly kind: 'stopped' };

function failureOf(answer: Extract<Answer, { readonly kind: 'failed' }>, stderrTail: string): FailedPart['failure'] {
  return {
    kind: answer.isBrokenAnswer ? 'broken-answer' : 'exception',
    message: answer.message.split('\n')[0] ?? '',
    phase: answer.phase,
    detail: [answer.stack, stderrTail].filter((part) => part !== '').join('\n'),
  };
}

/** The line of a crash that says most: that of its error, else the last one that is neither stack nor Node's version. */
function tellingLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/u.test(line));
  return (lines.find((line) => /^[A-Za-z]*Error\b/u.test(line)) ?? lines.at(-1) ?? '').trim();
}

function endedEarly(
  exitCode: number | null,
  signal: NodeJS.Signals | null,
  phase: FailedPart['failure']['phase'],
  stderrTail: string,
): FailedPart['failure'] {
  const line = tellingLine(stderrTail);
  const how = signal ? `was ended by signal ${signal}` : `ended with exit code ${exitCode ?? 'unknown'}`;
  const hint = signal === 'SIGKILL' ? '; the system does this to a process when memory runs out' : '';
  return {
    kind: signal ? 'signal' : 'exit',
    message: `The process ${how} before it answered${hint}${line === '' ? '' : `: ${line}`}`,
    phase,
    detail: stderrTail,
  };
}

export interface JobRun {
  readonly pid: number;
  readonly outcome: Promise<JobOutcome>;
  /** Ends the child; the outcome is then `stopped`. */
  readonly stop: () => void;
}

/** What comes of a job that ends when the user stops the run, be it before the job began. */
export async function outcomeOf(run: JobRun, signal: AbortSignal): Promise<JobOutcome> {
  signal.addEventListener('abort', run.stop);
  if (signal.aborted) run.stop();
  try {
    return await run.outcome;
  } finally {
    signal.removeEventListener('abort', run.stop);
  }
}

export function runJob(
  job: Job,
  onProgress: (progress: CaseProgress) => void,
  limits: Limits = NO_LIMITS,
  onLine: (line: string) => void = () => undefined,
): JobRun {
  const child = forkChild(WORKER, 'pipe');
  let answer: Answer | null = null;
  let phase: FailedPart['failure']['phase'] = null;
  let stderrTail = '';
  let isStopped = false;
  let overLimit: LimitFailure | null = null;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderrTail = (stderrTail + chunk).slice(-STDERR_TAIL_CHARACTERS);
  });
  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'line') onLine(message.line);
    else if (message.kind === 'progress') {
      phase = message.progress.phase;
      onProgress(message.progress);
    } else answer = message;
  });
  const endWatch = watchLimits(child.pid!, limits, (failure) => {
    overLimit = failure;
    killTree(child.pid!);
  });
  const outcome = new Promise<JobOutcome>((resolve, reject) => {
    child.once('error', reject);
    // `close`, not `exit`: only then has standard error been read to its end.
    child.once('close', (exitCode, signal) => {
      endWatch();
      if (isStopped) resolve({ kind: 'stopped' });
      else if (answer === null && overLimit !== null) {
        resolve({ kind: 'failed', failure: { ...overLimit, phase, detail: stderrTail }, isUserError: false });
      } else if (answer === null) {
        resolve({ kind: 'failed', failure: endedEarly(exitCode, signal, phase, stderrTail), isUserError: false });
      } else if (answer.kind === 'failed') {
        resolve({ kind: 'failed', failure: failureOf(answer, stderrTail), isUserError: answer.isUserError });
      } else resolve(answer);
    });
  });
  child.send(job);
  return {
    pid: child.pid!,
    outcome,
    stop: () => {
      if (isStopped) return;
      isStopped = true;
      void endChild(child);
    },
  };
}
