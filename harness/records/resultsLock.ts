/** One run at a time writes into a results directory; who comes second is told who is there. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { UserError } from '../../src/errors.ts';

/** A holder on another machine that has not been heard of for so long is gone. */
const STALE_MILLISECONDS = 20_000;
/** How often a holder says that it is there. */
const UPDATE_MILLISECONDS = 1000;

const holderSchema = z.strictObject({ pid: z.int().positive(), host: z.string(), since: z.string() });
type Holder = z.infer<typeof holderSchema>;

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not written yet, or by a run that was killed while it wrote: then only time tells.
    return null;
  }
}

/** Signal 0 asks whether a process is there. */
function isGone({ pid, host }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function isUntouched(lockfilePath: string): Promise<boolean> {
  try {
    const touchedAt = (await stat(lockfilePath)).mtimeMs;
    await sleep(UPDATE_MILLISECONDS + 500);
    return (await stat(lockfilePath)).mtimeMs === touchedAt;
  } catch {
    return true;
  }
}

/** @returns What gives the directory free again. @throws UserError where another run holds it. */
export async function lockResults(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const [lockfilePath, holderPath] = [join(directory, '.lock'), join(directory, '.lock-holder.json')];
  const take = () =>
    lock(directory, {
      lockfilePath,
      stale: STALE_MILLISECONDS,
      update: UPDATE_MILLISECONDS,
      // Lost only where the process was stopped for long; each record is whole all the same.
      onCompromised: () => undefined,
    });
  const retake = async (error: unknown): Promise<() => Promise<void>> => {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    const holder = await readHolder(holderPath);
    // One that still touches its lock lives, whatever this system knows of its number: containers share host names.
    if (holder !== null && isGone(holder) && (await isUntouched(lockfilePath))) {
      await rm(lockfilePath, { recursive: true, force: true });
      return take();
    }
    // Another may have taken it over meanwhile.
    const there = await readHolder(holderPath);
    const who = there === null ? 'another run' : `process ${there.pid} on ${there.host} since ${there.since}`;
    throw new UserError(
      `${directory} is in use by ${who}. Wait for it, or give this run a directory of its own with --results; ` +
        'directories merge by copying.',
    );
  };
  const release = await take().catch(retake);
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  await writeFile(holderPath, JSON.stringify(own));
  return async () => {
    const holder = await readHolder(holderPath);
    if (holder?.pid === own.pid && holder.since === own.since) await rm(holderPath, { force: true });
    // Somebody took it over while this process was stopped for long: it is theirs now.
    await release().catch(() => undefined);
  };
}
