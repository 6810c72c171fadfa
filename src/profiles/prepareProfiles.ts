/**
 * All four stages in a row: words of training users, written or imported; their vectors; vectors of the model's width;
 * frozen targets. Each stage is read from the disk where it was made before.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { InteractionDataset } from '../dataset/interactionDataset.ts';
import type { Split } from '../split/split.ts';
import { encodeTexts } from './encode/encodeTexts.ts';
import type { ProfileSettings } from './profileSettings.ts';
import type { ProfileTextCosts, ProfileTexts } from './profileText.ts';
import { reducedHash, reduceVectors } from './reduce/reduceVectors.ts';
import { shuffleSeed } from './targets/assignRows.ts';
import { targetsHash, type TargetFile } from './targets/openTargets.ts';
import { makeTexts, type TextOptions } from './texts/makeTexts.ts';
import { readVectorFile, writeVectorFile, type VectorFile } from './vectorFile.ts';

export const PROFILE_STAGES = ['generate', 'encode', 'reduce'] as const;
export type ProfileStage = (typeof PROFILE_STAGES)[number];

export interface ProfileProgress {
  readonly stage: ProfileStage;
  readonly done: number;
  /** Null where it cannot be known. */
  readonly total: number | null;
  readonly note: string | null;
}

export interface PrepareOptions {
  /** Every stage keeps what it made here; made if absent. */
  readonly directory: string;
  readonly onProgress: (progress: ProfileProgress) => void;
  /** Something to be read before it goes on: the estimate of tokens and money. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
  readonly threads?: number;
}

export interface PreparedProfiles extends TargetFile {
  readonly label: string;
  readonly source: ProfileTexts['source'];
  /** Of the targets: over texts, encoder, reducer, their settings and the shuffle. */
  readonly contentHash: string;
  readonly profileCount: number;
  /** Share of the training users that have a profile, 0 to 1. */
  readonly coverage: number;
  readonly textCosts: ProfileTextCosts;
  readonly encodeSeconds: number;
  readonly reduceSeconds: number;
  readonly facts: Readonly<Record<string, number | string | null>>;
}

/** @throws UserError where a stage cannot be done; the signal's reason once it is aborted, with what is done kept. */
export async function prepareProfiles(
  dataset: InteractionDataset,
  split: Split,
  settings: ProfileSettings,
  width: number,
  options: PrepareOptions,
): Promise<PreparedProfiles> {
  const texts = await makeTexts(dataset, split, settings.source, textOptions(options));
  const { path, file } = await targetFile(texts, settings, width, options);
  const seed = shuffleSeed(settings);
  const { encodeSeconds, ...facts } = file.facts as { encodeSeconds: number } & PreparedProfiles['facts'];
  return {
    path,
    shuffleSeed: seed,
    label: seed === null ? texts.label : `${texts.label}, shuffled`,
    source: texts.source,
    contentHash: targetsHash(file.contentHash, seed),
    profileCount: texts.profiles.length,
    coverage: texts.profiles.length / split.train.users.length,
    textCosts: texts.costs,
    encodeSeconds,
    reduceSeconds: file.seconds,
    facts: { ...texts.facts, ...facts, textsHash: texts.contentHash, ...(seed !== null && { shuffleSeed: seed }) },
  };
}

export function textOptions({ directory, signal, onLine, onProgress }: PrepareOptions): TextOptions {
  let last = { done: 0, total: 0 };
  return {
    directory,
    signal,
    onLine,
    onNote: (note) => {
      onProgress({ stage: 'generate', ...last, note });
    },
    onProgress: ({ done, total, note }) => {
      last = { done, total };
      onProgress({ stage: 'generate', done, total, note });
    },
  };
}

async function targetFile(
  texts: ProfileTexts,
  settings: ProfileSettings,
  width: number,
  { directory, onProgress, signal, threads }: PrepareOptions,
): Promise<{ path: string; file: VectorFile }> {
  const shared = { signal, ...(threads !== undefined && { threads }) };
  const encoded = await encodeTexts(
    texts.profiles.map(({ text }) => text),
    settings.encode,
    {
      ...shared,
      cacheDirectory: directory,
      onProgress: ({ step, done, total }) => {
        onProgress({ stage: 'encode', done, total, note: step === 'download' ? 'fetching the encoder' : null });
      },
    },
  );
  // The texts alone do not say whose they are.
  const contentHash = createHash('sha256')
    .update(`${texts.contentHash} ${reducedHash(encoded.contentHash, settings.reduce, width, settings.seed)}`)
    .digest('hex');
  const path = join(directory, `${contentHash.slice(0, 40)}.targets.safetensors`);
  if (existsSync(path)) return { path, file: await readVectorFile(path) };
  const reduced = await reduceVectors(encoded.vectors, texts.profiles.length, settings.reduce, {
    ...shared,
    width,
    seed: settings.seed,
    onProgress: ({ step, done, total }) => {
      onProgress({ stage: 'reduce', done, total, note: step });
    },
  });
  const file: VectorFile = {
    vectors: reduced.vectors,
    width,
    users: texts.profiles.map(({ user }) => user),
    contentHash,
    seconds: reduced.seconds,
    facts: {
      encodeSeconds: encoded.seconds,
      ...plainFacts('encode', encoded.encoderFacts),
      ...plainFacts('reduce', reduced.facts),
    },
  };
  await mkdir(directory, { recursive: true });
  await writeVectorFile(path, file);
  return { path, file };
}

/** Those that a record can hold, under names that say which stage they are of: `encodeWidth`. */
function plainFacts(stage: ProfileStage, facts: Readonly<Record<string, unknown>>): Record<string, number | string> {
  const entries = Object.entries(facts).filter(
    (entry): entry is [string, number | string] => typeof entry[1] === 'number' || typeof entry[1] === 'string',
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [`${stage}${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );
}
