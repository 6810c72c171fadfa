/** Texts to vectors, made once: what was encoded before is read from the cache, what was begun is gone on with. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { type Facts, readVectorFile, writeVectorFile } from '../vectorFile.ts';
import type { EncodeSettings, TransformersSettings } from './encodeSettings.ts';
import type { TextModel } from './textModelFolder.ts';

/** What an encoder makes of texts. */
export interface Encoded {
  /** [texts, width] */
  readonly vectors: Float32Array;
  readonly width: number;
  readonly encoderFacts: Facts;
}

export interface EncodedTexts extends Encoded {
  /** SHA-256 over the texts, the encoder and what decides its vectors. */
  readonly contentHash: string;
  /** Spent on encoding, over all sessions; reading the cache is not counted. */
  readonly seconds: number;
}

/** Texts done, or bytes of the model's files. */
export interface EncodeProgress {
  readonly step: 'encode' | 'download';
  readonly done: number;
  /** Null where a server does not say how much there is. */
  readonly total: number | null;
}

export interface EncodeOptions {
  readonly cacheDirectory: string;
  readonly onProgress?: (progress: EncodeProgress) => void;
  /** Checked between batches; finished chunks stay in the cache. */
  readonly signal?: AbortSignal;
  /** Threads of one operator; by default as many as there are cores. */
  readonly threads?: number;
}

/**
 * Row i of the vectors belongs to text i.
 * @throws UserError for no texts, for texts without words (tfidf), for a model that is not here and may not be fetched;
 * the signal's reason once it is aborted.
 */
export async function encodeTexts(
  texts: readonly string[],
  settings: EncodeSettings,
  options: EncodeOptions,
): Promise<EncodedTexts> {
  if (texts.length === 0) throw new UserError('There are no profiles to encode.');
  const model = settings.kind === 'transformers' ? await findModel(settings, options) : null;
  const contentHash = hashOf(model?.identity ?? settings, texts);
  const path = join(options.cacheDirectory, `${contentHash}.encoded.safetensors`);
  if (existsSync(path)) {
    const { vectors, width, seconds, facts } = await readVectorFile(path);
    return { vectors, width, seconds, contentHash, encoderFacts: facts };
  }
  await mkdir(options.cacheDirectory, { recursive: true });
  const partsDirectory = `${path}.parts`;
  const encoded = await encode(texts, settings, model, { ...options, partsDirectory });
  const { encoderFacts: facts, ...made } = encoded;
  await writeVectorFile(path, { ...made, users: null, contentHash, facts });
  await rm(partsDirectory, { recursive: true, force: true });
  return { ...encoded, contentHash };
}

async function findModel(settings: TransformersSettings, { onProgress }: EncodeOptions): Promise<TextModel> {
  const { findModelFolder, missingModel, readTextModel } = await import('./textModelFolder.ts');
  const found = findModelFolder(settings);
  if (found !== null) return readTextModel(found, settings);
  if (!settings.download) throw missingModel(settings);
  const { fetchTextModel } = await import('./fetchTextModel.ts');
  const folder = await fetchTextModel(settings, (_, { receivedBytes, totalBytes }) => {
    onProgress?.({ step: 'download', done: receivedBytes, total: totalBytes });
  });
  return readTextModel(folder, settings);
}

/** The model is null for the offline encoder. */
async function encode(
  texts: readonly string[],
  settings: EncodeSettings,
  model: TextModel | null,
  options: Omit<EncodeOptions, 'cacheDirectory'> & { readonly partsDirectory: string },
): Promise<Encoded & { readonly seconds: number }> {
  if (settings.kind === 'transformers') {
    const { encodeWithModel } = await import('./encodeWithModel.ts');
    return encodeWithModel(texts, model!, settings, options);
  }
  const { encodeWithTfidf } = await import('./tfidfEncoder.ts');
  const startedAt = performance.now();
  const encoded = encodeWithTfidf(texts, settings);
  return { ...encoded, seconds: (performance.now() - startedAt) / 1000 };
}

function hashOf(identity: unknown, texts: readonly string[]): string {
  const hash = createHash('sha256').update(`seqbench-encoded-1\n${JSON.stringify(identity)}\n`);
  for (const text of texts) hash.update(`${JSON.stringify(text)}\n`);
  return hash.digest('hex');
}
