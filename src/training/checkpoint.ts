/** What a training run needs to go on where it stopped, bit for bit: one safetensors file, whole or absent. */
import { createHash } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochLog } from '../baseline.ts';
import { type StateValue, withoutPrefix, withPrefix } from '../network/parameters.ts';
import { readTensors, writeTensors } from '../tensors/safetensors.ts';

/** What a run is in the middle of. */
export interface Position {
  /** Place among the phases. */
  phase: number;
  /** From 0, over all phases. */
  epoch: number;
  index: number;
  /** Weighted sums over the steps of the epoch so far: `loss`, and further outputs of the programs. */
  sums: Record<string, number>;
  weightSum: number;
  trainSeconds: number;
  /** Of them, spent on making batches and in the engine. */
  dataSeconds: number;
  engineSeconds: number;
}

export interface Checkpoint {
  /** Of the run that it belongs to. */
  readonly key: string;
  readonly position: Position;
  readonly epochs: readonly EpochLog[];
  readonly best: {
    readonly epoch: number;
    readonly ndcg10: number;
    readonly parameters: Readonly<Record<string, StateValue>>;
  } | null;
  readonly state: Readonly<Record<string, StateValue>>;
}

const FILE = 'checkpoint.safetensors';
const STATE = 'state/';
const BEST = 'best/';

export function checkpointKey(identity: unknown): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

export async function writeCheckpoint(
  directory: string,
  { key, position, epochs, best, state }: Checkpoint,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const progress = JSON.stringify({
    position,
    epochs,
    best: best === null ? null : { epoch: best.epoch, ndcg10: best.ndcg10 },
  });
  const tensors = { ...withPrefix(state, STATE), ...withPrefix(best?.parameters ?? {}, BEST) };
  await writeTensors(join(directory, FILE), { tensors, metadata: { key, progress } });
}

/** Null where there is none, or one of another run. */
export async function readCheckpoint(directory: string, key: string): Promise<Checkpoint | null> {
  const path = join(directory, FILE);
  try {
    await access(path);
  } catch {
    return null;
  }
  const { tensors, metadata } = await readTensors(path);
  if (metadata.key !== key) return null;
  const progress = JSON.parse(metadata.progress!) as Pick<Checkpoint, 'position' | 'epochs'> & {
    best: { epoch: number; ndcg10: number } | null;
  };
  const best = progress.best === null ? null : { ...progress.best, parameters: withoutPrefix(tensors, BEST) };
  return { key, position: progress.position, epochs: progress.epochs, best, state: withoutPrefix(tensors, STATE) };
}
