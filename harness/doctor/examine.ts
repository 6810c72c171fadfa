/** Everything `seqbench doctor` finds out about the machine, as one value. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../src/errors.ts';
import type { Calibration } from '../machine/calibrationFigures.ts';
import { codeFacts } from '../machine/codeFacts.ts';
import { fixedMachineFacts } from '../machine/machine.ts';
import { measureSpeed } from '../machine/machineSpeed.ts';
import type { CodeFacts, MachineFacts } from '../records/record.ts';
import { type EngineReport, listEngines } from './engineList.ts';
import { instructionSets } from './instructionSets.ts';

export interface Examination {
  readonly schemaVersion: 1;
  readonly machine: Omit<MachineFacts, 'calibration'>;
  /** Threads that the engines use unless told otherwise. */
  readonly availableThreads: number;
  /** Work waiting for processors, over the last minute; figures of speed are lower beside other work. */
  readonly loadAverage: number;
  /** Null where the system does not say. */
  readonly instructionSets: readonly string[] | null;
  /** Memory that this process could still get. */
  readonly availableMemoryBytes: number;
  /** Free for this user where the results go. */
  readonly freeDiskBytes: number;
  readonly code: CodeFacts;
  readonly engines: readonly EngineReport[];
  /** Null where it was not asked for, or could not be measured. */
  readonly calibration: Calibration | null;
}

export interface ExaminationOptions {
  readonly resultsDirectory: string;
  readonly threads: number;
  /** 0: no measurement. */
  readonly calibrationSeconds: number;
  readonly onStep: (step: string) => void;
}

/** Results may have no folder yet; what holds it has the same disk. */
function existingFolder(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder)) {
    if (folder === dirname(folder)) throw new UserError(`There is no disk ${folder}, on which ${path} would be.`);
    folder = dirname(folder);
  }
  return folder;
}

export async function examine(options: ExaminationOptions): Promise<Examination> {
  const { resultsDirectory, threads, calibrationSeconds, onStep } = options;
  const machine = fixedMachineFacts();
  const disk = await statfs(existingFolder(resultsDirectory));
  // Before the engines are tried, which is work too.
  const loadAverage = loadavg()[0]!;
  onStep('trying the engines');
  const engines = await listEngines(threads);
  let calibration: Calibration | null = null;
  if (calibrationSeconds > 0) {
    onStep(`measuring the machine for ${calibrationSeconds} s`);
    calibration = await measureSpeed({ resultsDirectory, machineId: machine.id, threads }, calibrationSeconds);
  }
  return {
    schemaVersion: 1,
    machine,
    availableThreads: availableParallelism(),
    loadAverage,
    instructionSets: instructionSets(),
    availableMemoryBytes: process.availableMemory(),
    freeDiskBytes: disk.bavail * disk.bsize,
    code: codeFacts(process.env.SEQBENCH_COMMIT ?? null),
    engines,
    calibration,
  };
}
