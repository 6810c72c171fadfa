/** Programs of users do not outlive the case that started them, and leave no files, whatever ends it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from '../harness/seqbench.ts';

/** Writes its number and what it was given to `folder`, and computes for ever: it never hears that its input ends. */
const program = (folder: string): string => `
  const { writeFileSync } = require('node:fs');
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    writeFileSync('${folder}/request.json', line);
    writeFileSync('${folder}/pid', String(process.pid));
    for (;;);
  });`;

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform !== 'linux')('a program in the middle of a long fit', () => {
  let folder: string;
  let place: Workplace;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seqbench-long-'));
    mkdirSync(join(folder, 'tmp'));
    place = openWorkplace({ TMPDIR: join(folder, 'tmp') });
    writeFileSync(join(folder, 'model.js'), program(folder));
  });
  afterEach(() => {
    place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function midFit() {
    const settings = { command: [process.execPath, join(folder, 'model.js')] };
    const config = place.writeConfig(`  - { id: command, settings: ${JSON.stringify(settings)} }\n`);
    const running = place.start('run', config);
    while (!existsSync(join(folder, 'pid'))) await sleep(20);
    return { running, pid: Number(readFileSync(join(folder, 'pid'), 'utf8')) };
  }
  const filesLeft = () => readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('seqbench-command-'));

  it.each(['SIGINT', 'SIGKILL'] as const)('ends with a run that gets a %s, and leaves no files', async (signal) => {
    const { running, pid } = await midFit();
    expect(filesLeft()).toHaveLength(1);
    running.child.kill(signal);
    expect((await running.finished).exitCode).toBe(signal === 'SIGINT' ? 130 : null);
    while (isThere(pid) || filesLeft().length > 0) await sleep(20);
  });

  it('ends with the process of its case, though that is killed', async () => {
    const { running, pid } = await midFit();
    process.kill(parentOf(pid), 'SIGKILL');
    const { exitCode } = await running.finished;
    expect(exitCode).toBe(1);
    while (isThere(pid)) await sleep(20);
  });

  it('was given the texts of the items', async () => {
    const { running } = await midFit();
    const { items } = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8')) as { items: string };
    const [first] = readFileSync(items, 'utf8').split('\n');
    expect(JSON.parse(first!)).toMatchObject({ item: 1, title: expect.any(String) as string });
    running.child.kill('SIGINT');
    await running.finished;
  });
});
