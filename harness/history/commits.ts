/** What git knows of the order of commits and of those between two. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CommitOrder } from '../../reports/history/commitsInOrder.ts';

async function git(words: readonly string[]): Promise<string[] | null> {
  try {
    const { stdout } = await promisify(execFile)('git', words, { maxBuffer: 2 ** 26 });
    return stdout.split('\n').filter((line) => line !== '');
  } catch {
    // No git, no repository, or commits that it does not know.
    return null;
  }
}

/** Place of every commit of the repository in the current folder, oldest first; null without one. */
export async function commitOrder(): Promise<CommitOrder> {
  const commits = await git(['rev-list', '--topo-order', '--reverse', 'HEAD']);
  return commits && new Map(commits.map((commit, place) => [commit, place]));
}

/** Commits after `before` up to and with `at`, oldest first; null where git does not know them. */
export function commitsBetween(before: string, at: string): Promise<string[] | null> {
  return git(['rev-list', '--topo-order', '--reverse', `${before}..${at}`]);
}
