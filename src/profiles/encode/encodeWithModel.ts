/**
 * Encodes texts in chunks of about equal length, each on the disk once it is done, so that who stops or kills the process
 * loses one chunk. A chunk is the same whoever makes it and whenever, so processes that work on the same texts at the same
 * time harm nobody.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readVectorFile, type VectorFile, writeVectorFile } from '../vectorFile.ts';
import type { TransformersSettings } from './encodeSettings.ts';
import type { Encoded, EncodeOptions } from './encodeTexts.ts';
import { type OpenTextModel, openTextModel } from './openTextModel.ts';
import { scaleRowsToLengthOne } from '../scaleRows.ts';
import type { TextModel } from './textModelFolder.ts';

/** A minute's work of a large encoder on two cores. */
const CHUNK_TEXTS = 128;

interface ChunkFacts {
  /** Texts of which the encoder has not seen the end. */
  readonly cutTexts: number;
  readonly maxTokens: number;
}

export interface ModelEncodeOptions extends Omit<EncodeOptions, 'cacheDirectory'> {
  /** Where chunks gather; the caller removes it once it has stored the whole. */
  readonly partsDirectory: string;
}

export async function encodeWithModel(
  texts: readonly string[],
  model: TextModel,
  settings: TransformersSettings,
  options: ModelEncodeOptions,
): Promise<Encoded & { readonly seconds: number }> {
  await mkdir(options.partsDirectory, { recursive: true });
  // Equal texts get equal vectors, whatever else is in their batch. The longest first: if memory is short, it shows now.
  const distinct = [...new Set(texts)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const opened: OpenTextModel[] = [];
  const open = async (): Promise<OpenTextModel> => {
    if (opened.length === 0) {
      opened.push(await openTextModel(model, settings.precision, options.threads ?? availableParallelism()));
    }
    return opened[0]!;
  };
  const chunks: VectorFile[] = [];
  try {
    for (let start = 0; start < distinct.length; start += CHUNK_TEXTS) {
      const path = join(options.partsDirectory, `${start}.safetensors`);
      const chunkTexts = distinct.slice(start, start + CHUNK_TEXTS);
      if (!existsSync(path)) {
        const onBatch = (done: number): void => {
          options.signal?.throwIfAborted();
          options.onProgress?.({ step: 'encode', done: start + done, total: distinct.length });
        };
        await writeVectorFile(path, await encodeChunk(chunkTexts, open, settings, onBatch));
      }
      chunks.push(await readVectorFile(path));
    }
  } finally {
    for (const each of opened) await each.dispose();
  }
  const facts = chunks.map((chunk) => chunk.facts as unknown as ChunkFacts);
  return {
    ...gather(texts, distinct, chunks),
    seconds: sum(chunks.map(({ seconds }) => seconds)),
    encoderFacts: {
      kind: 'transformers',
      model: model.name,
      precision: settings.precision,
      prefix: model.prefix,
      pooling: model.pooling,
      maxTokens: facts[0]!.maxTokens,
      distinctTexts: distinct.length,
      cutTexts: sum(facts.map(({ cutTexts }) => cutTexts)),
    },
  };
}

async function encodeChunk(
  texts: readonly string[],
  open: () => Promise<OpenTextModel>,
  { batchSize, normalise }: TransformersSettings,
  onBatch: (done: number) => void,
): Promise<VectorFile> {
  const startedAt = performance.now();
  const encoder = await open();
  const batches: Float32Array[] = [];
  let cutTexts = 0;
  let width = 0;
  for (let start = 0; start < texts.length; start += batchSize) {
    onBatch(start);
    const batch = await encoder.encode(texts.slice(start, start + batchSize));
    batches.push(batch.vectors);
    cutTexts += batch.cutTexts;
    width = batch.width;
  }
  const vectors = new Float32Array(texts.length * width);
  batches.forEach((batch, index) => vectors.set(batch, index * batchSize * width));
  if (normalise) scaleRowsToLengthOne(vectors, width);
  const facts: ChunkFacts = { cutTexts, maxTokens: encoder.maxTokens };
  const seconds = (performance.now() - startedAt) / 1000;
  return { vectors, width, users: null, contentHash: '', seconds, facts: { ...facts } };
}

/** From chunks of distinct texts to one row for each text. */
function gather(texts: readonly string[], distinct: readonly string[], chunks: readonly VectorFile[]) {
  const { width } = chunks[0]!;
  const places = new Map(distinct.map((text, place) => [text, place]));
  const vectors = new Float32Array(texts.length * width);
  texts.forEach((text, row) => {
    const place = places.get(text)!;
    const from = (place % CHUNK_TEXTS) * width;
    vectors.set(chunks[Math.floor(place / CHUNK_TEXTS)]!.vectors.subarray(from, from + width), row * width);
  });
  return { vectors, width };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
