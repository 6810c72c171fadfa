/** Runs the real command line in a process of its own, on a folder that is removed afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BIN = join(ROOT, 'harness/bin.mjs');
export const TEST_BASELINES = join(ROOT, 'test/harness/baselines');
/** A name for the code under test that does not change when somebody commits during the test. */
export const COMMIT = 'abcdef0123456789';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

export interface Workplace {
  readonly folder: string;
  readonly results: string;
  /** Entry of the command line, and what its processes get besides the tests' own environment. */
  readonly bin: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Writes a run config on tiny data with these baselines; returns its path. */
  readonly writeConfig: (baselines: string, more?: string, measure?: object) => string;
  readonly start: (...words: string[]) => Running;
  readonly run: (...words: string[]) => Promise<Finished>;
  /** Ends what was started here and still runs, and removes the folder. */
  readonly remove: () => void;
}

export function openWorkplace(more: NodeJS.ProcessEnv = {}): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-run-'));
  const results = join(folder, 'results');
  const environment = {
    SEQBENCH_COMMIT: COMMIT,
    SEQBENCH_CACHE: join(folder, 'cache'),
    NO_COLOR: '',
    // The speed of the machine is of no interest to most tests, and takes a while to measure.
    SEQBENCH_CALIBRATION_SECONDS: '0',
    ...more,
  };
  const children: ChildProcess[] = [];
  const start = (...words: string[]): Running => {
    const child = spawn(process.execPath, [BIN, ...words], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => {
        resolve({ exitCode, stdout, stderr });
      });
    });
    return { child, finished };
  };
  return {
    folder,
    results,
    bin: BIN,
    environment,
    start,
    run: (...words) => start(...words).finished,
    writeConfig: (baselines, more = '', measure = { singleRequests: 30, warmUpRequests: 2 }) => {
      const path = join(folder, 'run.yaml');
      const head = `name: test\ndatasets: [simulated-tiny]\nmeasure: ${JSON.stringify(measure)}`;
      writeFileSync(path, `${head}\n${more}\nbaselines:\n${baselines}`);
      return path;
    },
    remove: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
