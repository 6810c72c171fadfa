/** Python with the packages of the peers, where SEQBENCH_PEERS_PYTHON names one; tests that need it skip otherwise. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'peers');

export const peersPython = process.env.SEQBENCH_PEERS_PYTHON || null;

/** Whether a module can be imported there. */
export function hasPythonModule(name: string): boolean {
  return peersPython !== null && spawnSync(peersPython, ['-c', `import ${name}`]).status === 0;
}

/** Runs a script of test/peers with JSON on standard input, and returns the JSON it prints. */
export function askPython(script: string, words: readonly string[], input: unknown): unknown {
  if (peersPython === null) throw new Error('SEQBENCH_PEERS_PYTHON is not set.');
  const { status, stdout, stderr } = spawnSync(peersPython, [join(PEERS, script), ...words], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${script} ended with ${status ?? 'a signal'}: ${stderr}`);
  return JSON.parse(stdout);
}
