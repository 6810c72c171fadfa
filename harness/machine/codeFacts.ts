/** Which code ran: seqbench's version, its commit, and the versions of the packages that do the work. */
import { execFileSync } from 'node:child_process';
import { installedVersion, PACKAGE_ROOT, seqbenchVersion } from './packageVersions.ts';
import type { CodeFacts } from '../records/record.ts';

const PACKAGES = [
  'onnxruntime-node',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@duckdb/node-api',
  '@huggingface/transformers',
  'umap-js',
] as const;

function git(args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-C', PACKAGE_ROOT, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // No git, or no repository: both mean that there is no commit to name.
    return null;
  }
}

/** `givenCommit` names the commit where the code was built outside its repository, as in a container. */
export function codeFacts(givenCommit: string | null): CodeFacts {
  const commit = givenCommit ?? git(['rev-parse', 'HEAD'])?.trim() ?? null;
  const changes = givenCommit === null ? git(['status', '--porcelain', '--untracked-files=no']) : null;
  const versions = PACKAGES.map((name) => [name, installedVersion(name)] as const);
  return {
    seqbenchVersion: seqbenchVersion(),
    commit,
    isDirty: changes === null ? null : changes.trim() !== '',
    packages: Object.fromEntries(
      versions.filter((entry): entry is [(typeof PACKAGES)[number], string] => entry[1] !== null),
    ),
  };
}
