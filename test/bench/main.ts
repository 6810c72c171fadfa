/** `npm run bench -- NAME`: runs `test/bench/NAME.ts`, prints its rows and writes `results/bench/NAME.json`. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { writeFileAtomically } from '../../harness/records/atomicFile.ts';
import { DEFAULT_RESULTS_DIRECTORY } from '../../harness/defaults.ts';
import { machineFacts } from '../../harness/machine/machine.ts';
import { ENGINE_ENVIRONMENT } from '../../src/engine/processEnvironment.ts';
import type { BenchRow } from './benchRow.ts';

/** Every other file in this folder that exports `run` is a benchmark. */
interface Bench {
  readonly run: (words: readonly string[]) => Promise<readonly BenchRow[]>;
}

/** Told by their text: importing a file that is no benchmark would run whatever it is. */
async function benchNames(): Promise<string[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(import.meta.dirname, file), 'utf8')));
  const benches = files.filter((_, index) => /^export (async function|function|const) run\b/m.test(texts[index]!));
  return benches.map((file) => file.slice(0, -3));
}

function show(value: number | null): string {
  return value === null ? '-' : value.toPrecision(4);
}

function tableOf(rows: readonly BenchRow[]): string {
  const table = new Table({
    head: ['what', 'ours', 'peer', 'unit', 'beside', 'ratio', 'floor', 'holds'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { id, ours, peer, unit, peerName, ratio, floor, holds } of rows) {
    const beside = peer === null ? `${peerName} (absent)` : peerName;
    table.push([id, show(ours), show(peer), unit, beside, show(ratio), show(floor), holds ? 'yes' : 'no']);
  }
  return table.toString();
}

/** Ours and the peers, which inherit it, run with the memory settings that cases run with. */
function restart(): void {
  const env = { ...ENGINE_ENVIRONMENT, ...process.env };
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

const [name, ...words] = process.argv.slice(2);
if (Object.keys(ENGINE_ENVIRONMENT).some((key) => process.env[key] === undefined)) {
  restart();
} else if (name === undefined || !(await benchNames()).includes(name)) {
  console.error(`Name a benchmark: ${(await benchNames()).join(', ')}. For example: npm run bench -- data`);
  process.exitCode = 2;
} else {
  const { run } = (await import(`./${name}.ts`)) as Bench;
  const rows = await run(words);
  const report = { bench: name, date: new Date().toISOString(), machine: machineFacts(), rows };
  const directory = join(DEFAULT_RESULTS_DIRECTORY, 'bench');
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${name}.json`);
  await writeFileAtomically(path, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`${tableOf(rows)}\nratio > 1: ours is better. Written to ${path}`);
}
