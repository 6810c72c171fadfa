/**
 * A Python process of the peers' environment that answers JSON lines, so that ours and theirs can take turns in one run.
 * The environment is outside the repository: SEQBENCH_PEERS_PYTHON names its interpreter (see test/peers/requirements.txt).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Of a peer that could not have the memory it asked for, or was ended by the system for want of it. */
export interface OutOfMemory {
  readonly outOfMemory: true;
}

/**
 * How PyTorch gets its memory. As installed it gives large tensors back to the system and faults their pages in anew in
 * every step, which doubles the time of large ones: huge pages are a switch of PyTorch's own, keeping memory is one of
 * glibc's that costs memory.
 */
const MEMORY_SETTING = /^(?:MALLOC_|THP_MEM_ALLOC|GLIBC_TUNABLES)/u;
const HUGE_PAGES = { THP_MEM_ALLOC_ENABLE: '1' };
const MEMORY = {
  kept: {
    ...HUGE_PAGES,
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
    MALLOC_MMAP_MAX_: '0',
    MALLOC_TRIM_THRESHOLD_: String(2 ** 40),
  },
  'huge pages': HUGE_PAGES,
  'as installed': {},
} as const;

/** Peers that were not closed, because something failed before. */
const openPeers = new Set<Peer>();

const STDERR_TAIL_CHARACTERS = 2000;

export class Peer {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #stderr = '';

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout! })[Symbol.asyncIterator]();
    process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARACTERS);
    });
    openPeers.add(this);
    // A peer that died is noticed where its answer is missing.
    process.stdin!.on('error', () => undefined);
  }

  /** Null where there is no environment for peers. */
  static open(
    script: string,
    words: readonly (string | number)[],
    threads: number,
    memory: keyof typeof MEMORY = 'kept',
  ): Peer | null {
    const python = process.env['SEQBENCH_PEERS_PYTHON'];
    if (python === undefined || python === '') return null;
    const path = fileURLToPath(new URL(`../../peers/${script}`, import.meta.url));
    const limits = { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads), CUDA_VISIBLE_DEVICES: '' };
    const inherited = Object.entries(process.env).filter(([name]) => !MEMORY_SETTING.test(name));
    const env = { ...Object.fromEntries(inherited), ...limits, ...MEMORY[memory] };
    return new Peer(
      spawn(python, [path, ...words.map(String)], { env, cwd: tmpdir(), stdio: ['pipe', 'pipe', 'pipe'] }),
    );
  }

  async ask<Answer extends object>(command: string, details: object = {}): Promise<Answer | OutOfMemory> {
    this.#process.stdin!.write(`${JSON.stringify({ cmd: command, ...details })}\n`);
    const line = await this.#lines.next();
    if (line.done !== true) return JSON.parse(line.value) as Answer | OutOfMemory;
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
    if (this.#process.signalCode === 'SIGKILL') return { outOfMemory: true };
    throw new Error(`The peer ended before it answered "${command}":\n${this.#stderr}`);
  }

  /** An answer of a peer that is known to fit. */
  async tell<Answer extends object>(command: string, details: object = {}): Promise<Answer> {
    const answer = await this.ask<Answer>(command, details);
    if (isOutOfMemory(answer)) throw new Error(`The peer had not enough memory for "${command}".`);
    return answer;
  }

  async close(): Promise<void> {
    openPeers.delete(this);
    this.#process.stdin!.end();
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }

  static async closeAll(): Promise<void> {
    for (const peer of openPeers) await peer.close();
  }
}

export function isOutOfMemory(answer: object): answer is OutOfMemory {
  return 'outOfMemory' in answer;
}
