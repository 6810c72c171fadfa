/** Targets, made once: equal vectors, settings, width and seed are read from the cache. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shortHash } from '../../canonicalJson.ts';
import type { EncodedTexts } from '../encode/encodeTexts.ts';
import { readVectorFile, writeVectorFile } from '../vectorFile.ts';
import type { ReduceSettings } from './reduceSettings.ts';
import { type ReducedVectors, type ReduceOptions, reduceVectors } from './reduceVectors.ts';

/** Changes with what reducing computes, so that targets made by an older way do not pass for new ones. */
const REDUCE_VERSION = 1;

export interface ReduceOnceOptions extends ReduceOptions {
  readonly cacheDirectory: string;
}

export interface Targets extends ReducedVectors {
  readonly width: number;
  /** Over the texts, the encoder, the reducer and their settings. */
  readonly contentHash: string;
}

export async function reduceOnce(
  encoded: Pick<EncodedTexts, 'vectors' | 'width' | 'contentHash'>,
  settings: ReduceSettings,
  options: ReduceOnceOptions,
): Promise<Targets> {
  const { width, seed, cacheDirectory } = options;
  const contentHash = shortHash({ version: REDUCE_VERSION, from: encoded.contentHash, settings, width, seed }, 64);
  const path = join(cacheDirectory, `${contentHash}.reduced.safetensors`);
  if (existsSync(path)) {
    const { vectors, seconds, facts } = await readVectorFile(path);
    return { vectors, width, seconds, facts, contentHash };
  }
  const reduced = await reduceVectors(encoded.vectors, encoded.vectors.length / encoded.width, settings, options);
  await mkdir(cacheDirectory, { recursive: true });
  await writeVectorFile(path, { ...reduced, width, users: null, contentHash });
  return { ...reduced, width, contentHash };
}
