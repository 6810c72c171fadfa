/** Tries one thing in a child process: an engine, or the machine's speed. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeAnswer, ProbeJob } from './probe.ts';

const PROBE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './probeBin.mjs' : './probe.js', import.meta.url),
);

export function runProbe(job: ProbeJob, signal?: AbortSignal): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    // What native libraries print while they are tried is said better by the answer.
    const child = fork(PROBE, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    let answer: ProbeAnswer | null = null;
    const stop = () => {
      child.kill('SIGTERM');
    };
    signal?.addEventListener('abort', stop);
    child.once('message', (message: ProbeAnswer) => (answer = message));
    child.once('error', reject);
    child.once('close', (exitCode, ended) => {
      signal?.removeEventListener('abort', stop);
      const how = ended === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${ended}`;
      resolve(answer ?? { kind: 'absent', reason: `Its native library ended the process with ${how}.` });
    });
    child.send(job);
  });
}
