/** Finds the folder of a text encoder and reads from it what the model wants done to texts and token vectors. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { dataRoots } from '../../dataset/dataPlaces.ts';
import { UserError } from '../../errors.ts';
import { WEIGHT_FILES } from '../weightFiles.ts';
import type { Pooling, TransformersSettings } from './encodeSettings.ts';

export interface TextModel {
  readonly name: string;
  readonly folder: string;
  /** Of the weights within the folder; both layouts are in use. */
  readonly subfolder: 'onnx' | '';
  /** What is put before each text. */
  readonly prefix: string;
  readonly pooling: Pooling;
  /** Null: only the tokenizer knows. */
  readonly maxTokens: number | null;
  /** Everything that decides the vectors: contents of files and settings, no places. */
  readonly identity: unknown;
}

/** Exports of well-known encoders are found under this owner. */
const DEFAULT_OWNER = 'Xenova';

export function weightsFile({ precision }: Pick<TransformersSettings, 'precision'>): string {
  return WEIGHT_FILES[precision];
}

/** Name of a model at huggingface.co. */
export function hubName(model: string): string {
  return model.includes('/') ? model : `${DEFAULT_OWNER}/${model}`;
}

/** Folders that hold folders of models, first match first; downloads go into the first. */
export function modelPlaces(): readonly string[] {
  const own = process.env['SEQBENCH_MODELS'];
  const places = own === undefined || own === '' ? [] : [own];
  return [...places, join('.cache', 'models'), ...dataRoots().map((root) => join(root, 'models'))].map((place) =>
    resolve(place),
  );
}

function candidates(model: string): readonly string[] {
  const asPath = /[/\\]/u.test(model) ? [resolve(model)] : [];
  const names = new Set([model, hubName(model), basename(model)]);
  return [...asPath, ...modelPlaces().flatMap((place) => [...names].map((name) => join(place, name)))];
}

/** Files that a folder lacks, by their names within it; empty for a folder that can be used. */
function lackingFiles(folder: string, settings: TransformersSettings): readonly string[] {
  const weights = weightsFile(settings);
  const lacking = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].filter(
    (file) => !existsSync(join(folder, file)),
  );
  const hasWeights = existsSync(join(folder, 'onnx', weights)) || existsSync(join(folder, weights));
  return hasWeights ? lacking : [...lacking, `onnx/${weights}`];
}

/** Null where it is on none of the places. */
export function findModelFolder(settings: TransformersSettings): string | null {
  return candidates(settings.model).find((folder) => lackingFiles(folder, settings).length === 0) ?? null;
}

export function missingModel(settings: TransformersSettings): UserError {
  const notes = candidates(settings.model).map((folder) => {
    return existsSync(folder)
      ? `${folder}: lacks ${lackingFiles(folder, settings).join(', ')}`
      : `${folder}: not there`;
  });
  return new UserError(
    `The text encoder "${settings.model}" is not on this machine. Looked at:\n  ${notes.join('\n  ')}\n` +
      `Set encode.download: true to fetch ${hubName(settings.model)} from huggingface.co, put a folder with its ONNX ` +
      'export into one of these places, or take encode: { kind: tfidf }, which needs no model.',
  );
}

/** @throws UserError where the folder does not say how token vectors are pooled, and the settings neither. */
export async function readTextModel(folder: string, settings: TransformersSettings): Promise<TextModel> {
  const subfolder = existsSync(join(folder, 'onnx', weightsFile(settings))) ? 'onnx' : '';
  const shared = { name: basename(folder), folder, subfolder } as const;
  const prefix = settings.prefix ?? (await ownPrefix(folder));
  const pooling = settings.pooling === 'own' ? await ownPooling(folder) : settings.pooling;
  const maxTokens = settings.maxTokens ?? (await ownMaxTokens(folder));
  const { normalise, precision } = settings;
  const files = await hashFiles(folder, subfolder, weightsFile(settings));
  return {
    ...shared,
    prefix,
    pooling,
    maxTokens,
    identity: { files, prefix, pooling, maxTokens, normalise, precision },
  };
}

/** E5 encoders are trained with a prefix that no file of theirs mentions. */
function isE5(folder: string): boolean {
  return /(^|[-_])e5([-_]|$)/iu.test(basename(folder));
}

async function ownPrefix(folder: string): Promise<string> {
  const { prompts, default_prompt_name: byDefault } = await readJson(join(folder, 'config_sentence_transformers.json'));
  const prompt = (prompts as Record<string, string> | undefined)?.[String(byDefault)];
  return prompt ?? (isE5(folder) ? 'query: ' : '');
}

async function ownPooling(folder: string): Promise<Pooling> {
  const config = await readJson(join(folder, '1_Pooling', 'config.json'));
  // The name of the mode, or in older files a switch for each.
  const isMode = (mode: string, key: string): boolean => config['pooling_mode'] === mode || config[key] === true;
  if (isMode('mean', 'pooling_mode_mean_tokens')) return 'mean';
  if (isMode('cls', 'pooling_mode_cls_token')) return 'cls';
  if (isMode('lasttoken', 'pooling_mode_lasttoken')) return 'last';
  if (isE5(folder)) return 'mean';
  throw new UserError(
    `"${folder}" has no 1_Pooling/config.json that says mean, cls or last token; set encode.pooling to what the model's ` +
      'authors say.',
  );
}

async function ownMaxTokens(folder: string): Promise<number | null> {
  const { max_seq_length: limit } = await readJson(join(folder, 'sentence_bert_config.json'));
  return typeof limit === 'number' ? limit : null;
}

/** An empty object where there is no such file. */
async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new UserError(`"${path}" is no JSON; get the model again.`, { cause: error });
  }
}

async function hashFiles(folder: string, subfolder: string, weights: string): Promise<Record<string, string>> {
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', weights, `${weights}_data`];
  const hashes: Record<string, string> = {};
  for (const name of names) {
    const path = join(folder, name.startsWith(weights) ? subfolder : '', name);
    if (existsSync(path)) hashes[name] = await hashFile(path);
  }
  return hashes;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
