/** Where a training step's time goes, by operator: ONNX Runtime's own profile of the step that part (a) times. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { STEP_SHAPE, timeSteps } from './timeSteps.ts';

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const STEPS = 20;

/** Of a profile with one event for every operator of every run. */
function byOperator(events: readonly ProfileEvent[]): Map<string, number> {
  const runs = events.filter(({ name }) => name === 'model_run').length;
  const milliseconds = new Map<string, number>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const operator = args?.op_name ?? 'unknown';
    milliseconds.set(operator, (milliseconds.get(operator) ?? 0) + dur / 1000 / runs);
  }
  return milliseconds;
}

/** Milliseconds a step, the largest first. Profiling itself takes some time of every operator. */
export async function operatorTimes(threads: number): Promise<readonly (readonly [operator: string, number])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-profile-'));
  try {
    const engine = await openEngine('onnx', { threads, profilePrefix: join(folder, 'profile') });
    await timeSteps(engine, STEP_SHAPE, STEPS);
    await engine.dispose();
    const files = (await readdir(folder)).filter((name) => name.startsWith('profile-train'));
    const profiles = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const [longest] = profiles.sort((a, b) => b.length - a.length);
    return [...byOperator(JSON.parse(longest!) as ProfileEvent[])].sort(([, a], [, b]) => b - a);
  } finally {
    await rm(folder, { recursive: true });
  }
}
