/**
 * The machine's speed for its records: measured once per start of the machine and number of threads, and kept in the
 * results directory beside the machine's records.
 */
import { existsSync, readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../records/atomicFile.ts';
import { calibrationSchema, type Calibration } from './calibrationFigures.ts';
import { shortHash } from '../../src/canonicalJson.ts';
import { runProbe } from '../doctor/runProbe.ts';
import { installedVersion } from './packageVersions.ts';

export const CALIBRATION_SECONDS = 10;

/** SEQBENCH_CALIBRATION_SECONDS, for machines on which everybody knows how fast they are; 0: records go without. */
export function calibrationSeconds(environment: NodeJS.ProcessEnv = process.env): number {
  const given = Number(environment.SEQBENCH_CALIBRATION_SECONDS || CALIBRATION_SECONDS);
  return Number.isFinite(given) && given >= 0 ? given : CALIBRATION_SECONDS;
}

const cacheSchema = z.strictObject({ boot: z.string(), calibration: calibrationSchema });

const LINUX_BOOT_ID = '/proc/sys/kernel/random/boot_id';
/** The clock may be set while the machine runs; starts less than this apart are taken for one. */
const BOOT_GRAIN_SECONDS = 600;

/** Tells this start of the machine from others, and says nothing else of it. */
function bootName(): string {
  const boot = existsSync(LINUX_BOOT_ID)
    ? readFileSync(LINUX_BOOT_ID, 'utf8').trim()
    : Math.round((Date.now() / 1000 - uptime()) / BOOT_GRAIN_SECONDS);
  return shortHash({ boot, runtime: installedVersion('onnxruntime-node') });
}

export interface SpeedPlace {
  readonly resultsDirectory: string;
  readonly machineId: string;
  readonly threads: number;
}

function cacheFile({ resultsDirectory, machineId, threads }: SpeedPlace): string {
  return join(resultsDirectory, machineId, `calibration-${threads}threads.json`);
}

/** Null where this start of the machine has not been measured yet. */
export function knownSpeed(place: SpeedPlace): Calibration | null {
  try {
    const cached = cacheSchema.parse(JSON.parse(readFileSync(cacheFile(place), 'utf8')));
    return cached.boot === bootName() ? cached.calibration : null;
  } catch {
    // Absent, or written by another version: it is measured again in either case.
    return null;
  }
}

export function speedLine(calibration: Calibration | null): string {
  if (calibration === null) return 'How fast this machine is was not found out; records go without.';
  const { matrixProductGflopPerSecond, memoryCopyGigabytesPerSecond, threads } = calibration;
  return (
    `This machine: matrix product ${matrixProductGflopPerSecond.toFixed(0)} GFlop/s, memory ` +
    `${memoryCopyGigabytesPerSecond.toFixed(1)} GB/s, on ${threads} ${threads === 1 ? 'thread' : 'threads'}.`
  );
}

/** Null where it cannot be measured or was stopped: a record without it is still a record. */
export async function measureSpeed(
  place: SpeedPlace,
  seconds: number,
  signal?: AbortSignal,
): Promise<Calibration | null> {
  const answer = await runProbe({ kind: 'calibration', seconds, threads: place.threads }, signal);
  if (answer.kind !== 'calibrated') return null;
  const { calibration } = answer;
  await writeFileAtomically(cacheFile(place), `${JSON.stringify({ boot: bootName(), calibration }, null, 2)}\n`);
  return calibration;
}
