/**
 * The data benchmark: 20 million simulated ratings in the layout of MovieLens 20M, from CSV to a prepared dataset on disk,
 * its 5-core and its temporal split; beside the same work done by pandas and by Polars, in turns on the same machine.
 * Every contestant is a process of its own, started cold; seconds are those of the whole process.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, smallerIsBetter, type BenchRow } from './benchRow.ts';
import { writeRatingsCsv } from './simulatedCsv.ts';

/** What the project promises for this work on two cores. */
const LIMIT_SECONDS = 45;
const LIMIT_BYTES = 4e9;
const ROUNDS = 3;

/** What a contestant prints. */
interface Findings {
  readonly peakBytes: number;
  readonly events: number;
  readonly coreEvents: number;
  readonly cutoffSeconds: number;
  readonly testCases: number;
  /** Seconds to load the dataset; only ours tells. */
  readonly loadSeconds?: number;
}

interface Run extends Findings {
  readonly seconds: number;
}

interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function runOnce({ name, command, words, environment }: Contestant): Promise<Run> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, words, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - startedAt) / 1000;
      if (code === 0) resolve({ ...(JSON.parse(out) as Findings), seconds });
      else reject(new Error(`${name} ended with code ${code ?? 'none'}`));
    });
  });
}

/** Contestants that found something else did other work, and their times would mean nothing. */
function checkSameWork(name: string, ours: Run, theirs: Run): void {
  for (const key of ['events', 'coreEvents', 'testCases'] as const) {
    if (ours[key] !== theirs[key]) throw new Error(`${name} found ${theirs[key]} ${key}, ours ${ours[key]}`);
  }
  if (Math.abs(ours.cutoffSeconds - theirs.cutoffSeconds) > 1e-3) {
    throw new Error(`${name} cut at ${theirs.cutoffSeconds}, ours at ${ours.cutoffSeconds}`);
  }
}

export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-bench-'));
  try {
    const csv = join(folder, 'ratings.csv');
    console.error('simulating and writing 20 million ratings');
    const events = await writeRatingsCsv(csv, 'ml-20m-shape');
    console.error(`${events} ratings, ${((await stat(csv)).size / 1e6).toFixed(0)} MB`);
    return await measure(folder, csv);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, csv: string): Promise<readonly BenchRow[]> {
  const cache = join(folder, 'cache');
  const work = join(import.meta.dirname, 'dataWork.ts');
  const ours: Contestant = {
    name: 'seqbench',
    command: process.execPath,
    words: ['--import', 'tsx', work, csv],
    environment: { SEQBENCH_CACHE: cache },
  };
  const python = process.env['SEQBENCH_PEERS_PYTHON'];
  const hasPeers = python !== undefined && existsSync(python);
  const peers = ['pandas', 'polars'].map((name): Contestant => {
    const script = join(import.meta.dirname, '..', 'peers', `data_${name}.py`);
    return { name, command: python ?? '', words: [script, csv, join(folder, `${name}.columns`)] };
  });

  const cold: Run[] = [];
  const warm: Run[] = [];
  const theirs = new Map<string, Run[]>(peers.map(({ name }) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    await rm(cache, { recursive: true, force: true });
    cold.push(await told(ours, round, 'from CSV'));
    warm.push(await told(ours, round, 'from its cache'));
    if (!hasPeers) continue;
    for (const peer of peers) {
      const found = await told(peer, round, 'from CSV');
      checkSameWork(peer.name, cold.at(-1)!, found);
      theirs.get(peer.name)!.push(found);
    }
  }
  const cacheBytes = await sizeOf(cache);
  return rowsOf(cold, warm, theirs, { cacheBytes, csvBytes: (await stat(csv)).size });
}

async function told(contestant: Contestant, round: number, what: string): Promise<Run> {
  const found = await runOnce(contestant);
  console.error(
    `round ${round}: ${contestant.name} ${what}: ${found.seconds.toFixed(1)} s, ${(found.peakBytes / 1e9).toFixed(2)} GB`,
  );
  return found;
}

async function sizeOf(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.dataset'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function rowsOf(
  cold: readonly Run[],
  warm: readonly Run[],
  theirs: ReadonlyMap<string, readonly Run[]>,
  sizes: { readonly cacheBytes: number; readonly csvBytes: number },
): readonly BenchRow[] {
  const seconds = (runs: readonly Run[]): number => median(runs.map((entry) => entry.seconds));
  const peak = (runs: readonly Run[]): number => Math.max(...runs.map((entry) => entry.peakBytes));
  const work = 'CSV to cache + 5-core + split';
  const rows = [
    smallerIsBetter({
      id: `${work}: time, beside the limit`,
      ours: seconds(cold),
      peer: LIMIT_SECONDS,
      peerName: 'limit',
      unit: 's',
      floor: 1,
    }),
    smallerIsBetter({
      id: `${work}: peak memory, beside the limit`,
      ours: peak(cold),
      peer: LIMIT_BYTES,
      peerName: 'limit',
      unit: 'bytes',
      floor: 1,
    }),
  ];
  for (const [name, runs] of theirs) {
    const known = runs.length > 0;
    rows.push(
      smallerIsBetter({
        id: `${work}: time, beside ${name}`,
        ours: seconds(cold),
        peer: known ? seconds(runs) : null,
        peerName: name,
        unit: 's',
        floor: 1,
      }),
      smallerIsBetter({
        id: `${work}: peak memory, beside ${name}`,
        ours: peak(cold),
        peer: known ? peak(runs) : null,
        peerName: name,
        unit: 'bytes',
        floor: null,
      }),
    );
  }
  const loads = (runs: readonly Run[]): number => median(runs.map((entry) => entry.loadSeconds ?? Number.NaN));
  rows.push(
    smallerIsBetter({
      id: 'load again from the cache',
      ours: loads(warm),
      peer: loads(cold),
      peerName: 'ours from CSV',
      unit: 's',
      floor: 10,
    }),
    smallerIsBetter({
      id: 'size on disk',
      ours: sizes.cacheBytes,
      peer: sizes.csvBytes,
      peerName: 'the CSV',
      unit: 'bytes',
      floor: null,
    }),
  );
  return rows;
}
