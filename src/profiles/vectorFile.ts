/**
 * Vectors of users' profiles on the disk: one safetensors file, whole or absent, that also says whose the vectors are and
 * how they were made. In Python: `safetensors.numpy.load_file(path)['vectors']`.
 */
import { existsSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { readTensors, writeTensors } from '../tensors/safetensors.ts';

/** What was found on the way and is worth keeping; plain JSON. */
export type Facts = Readonly<Record<string, unknown>>;

export interface VectorFile {
  /** [users, width] */
  readonly vectors: Float32Array;
  readonly width: number;
  /** Original user ids, row by row; null where the rows are known by their texts alone. */
  readonly users: readonly string[] | null;
  /** Over the texts and all settings up to here. */
  readonly contentHash: string;
  /** What making them took, over all sessions. */
  readonly seconds: number;
  readonly facts: Facts;
}

const FORMAT = 'seqbench-vectors-1';

export async function writeVectorFile(path: string, file: VectorFile): Promise<void> {
  const { vectors, width, contentHash, ...described } = file;
  const shape = [vectors.length / width, width];
  await writeTensors(path, {
    tensors: { vectors: { spec: { shape, dtype: 'float32' }, values: vectors } },
    metadata: { format: FORMAT, contentHash, description: JSON.stringify(described) },
  });
}

/** @throws UserError where there is no file, where it is damaged or holds something else. */
export async function readVectorFile(path: string): Promise<VectorFile> {
  if (!existsSync(path)) throw new UserError(`There is no file "${path}".`);
  const { tensors, metadata } = await readTensors(path);
  const stored = tensors['vectors'];
  const { format, contentHash, description } = metadata;
  if (format !== FORMAT || !stored || contentHash === undefined || description === undefined) {
    throw new UserError(`"${path}" holds no vectors of profiles that this version reads; make it again.`);
  }
  return {
    vectors: stored.values as Float32Array,
    width: stored.spec.shape[1]!,
    contentHash,
    ...(JSON.parse(description) as Pick<VectorFile, 'users' | 'seconds' | 'facts'>),
  };
}
