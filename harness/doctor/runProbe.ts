/** Tries one thing in a child process: an engine, or the machine's speed. */
import { fileURLToPath } from 'node:url';
import { forkChild } from '../case/childProcess.ts';
import { killTree } from '../case/processTree.ts';
import type { ProbeAnswer, ProbeJob } from './probe.ts';

const PROBE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './probeBin.mjs' : './probe.js', import.meta.url),
);

/** A driver may hang. Measuring the machine's speed takes as long as it is told to, some ten seconds. */
const MOST_SECONDS = 120;

export function runProbe(job: ProbeJob, signal?: AbortSignal): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    // What native libraries print while they are tried is said better by the answer.
    const child = forkChild(PROBE, 'ignore');
    let answer: ProbeAnswer | null = null;
    let isLate = false;
    const stop = () => {
      killTree(child.pid!);
    };
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, MOST_SECONDS * 1000);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
    child.once('message', (message: ProbeAnswer) => (answer = message));
    child.once('error', reject);
    child.once('close', (exitCode, ended) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      const how = ended === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${ended}`;
      const reason = isLate
        ? `it did not answer within ${MOST_SECONDS} s. Update its driver, or use another engine.`
        : `its native library ended the process with ${how}. It may not fit this processor: use another engine.`;
      resolve(answer ?? { kind: 'absent', reason });
    });
    child.send(job);
  });
}
