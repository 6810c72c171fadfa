/** Children of ours, and the programs of users that they start: both end, whoever dies first. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ENGINE_ENVIRONMENT } from '../../src/engine/processEnvironment.ts';
import { descendants, killTree } from './processTree.ts';

/** How long a child that was asked to end may take before it is killed. */
const END_SECONDS = 2;

/** A group of its own holds the programs that a child has started, also when the child itself is gone. */
const HAS_GROUPS = process.platform !== 'win32';

export function forkChild(entry: string, stderr: 'pipe' | 'ignore'): ChildProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: { ...ENGINE_ENVIRONMENT, ...process.env },
    detached: HAS_GROUPS,
  });
  child.once('exit', () => {
    endGroup(child.pid!);
  });
  return child;
}

function endGroup(pid: number): void {
  if (!HAS_GROUPS) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** In the child: ends with all that it has started, and lets exit handlers run, once the parent is gone or wants it to. */
export function endWithParent(exitCode: number): void {
  const end = (): void => {
    for (const pid of descendants(process.pid)) killTree(pid);
    process.exit(exitCode);
  };
  process.on('disconnect', end);
  process.on('SIGTERM', end);
}

/** Asks a child to end and, where it is too busy to hear, ends it. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const late = setTimeout(killTree, END_SECONDS * 1000, child.pid!);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(late);
}
