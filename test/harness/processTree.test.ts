/** A model may be a program of its own; what it holds and computes is its case's cost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { peakMemoryBytes } from '../../harness/case/peakMemory.ts';
import { descendantCpuSeconds, descendants, killTree, statusBytes } from '../../harness/case/processTree.ts';

const MEBIBYTE = 2 ** 20;
/** Holds 200 MiB, computes for a second of processor time, starts a process that waits, says its number and waits itself. */
const PROGRAM = `
  const held = Buffer.alloc(200 * 2 ** 20, 1);
  while (process.cpuUsage().user < 1e6);
  const below = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  console.log(below.pid);
  setInterval(() => held[0], 1000);
`;

let program: ChildProcess | null = null;
afterEach(() => {
  if (program !== null) killTree(program.pid!);
});

async function start(): Promise<{ readonly own: number; readonly below: number }> {
  program = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(program.stdout!.setEncoding('utf8'), 'data')) as [string];
  return { own: program.pid!, below: Number(line) };
}

describe.skipIf(process.platform !== 'linux')('processes that a case starts', () => {
  it('count with their memory and their time, and end with it', async () => {
    const [memoryBefore, cpuBefore] = [peakMemoryBytes(), descendantCpuSeconds()];
    const { own, below } = await start();
    expect(descendants(process.pid)).toEqual(expect.arrayContaining([own, below]));
    expect(peakMemoryBytes() - memoryBefore).toBeGreaterThan(200 * MEBIBYTE);
    expect(descendantCpuSeconds() - cpuBefore).toBeGreaterThan(0.5);
    const ended = once(program!, 'close');
    killTree(own);
    await ended;
    // Nobody may have taken note of its end yet, but soon it holds nothing.
    while (statusBytes(below, 'VmRSS') !== null) await sleep(10);
    expect(descendantCpuSeconds() - cpuBefore).toBeGreaterThan(0.5);
  });
});
