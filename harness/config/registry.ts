/**
 * Finds baselines by looking into folders: the name of a file (or of a folder with an index) is the baseline's id.
 * Listing imports nothing; only the baseline asked for is imported.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Baseline } from '../../src/baseline.ts';
import { UserError } from '../../src/errors.ts';
import { didYouMean } from './nearest.ts';

/** Sources import sources, compiled files import compiled files. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The folder of baselines that come with seqbench. */
export const BASELINES_DIRECTORY = fileURLToPath(new URL('../../baselines/', import.meta.url));

export interface BaselineSource {
  readonly id: string;
  readonly file: string;
  /** SHA-256 of a file that the user named by its path; null for ours, whose version is the commit's. */
  readonly fileHash: string | null;
}

function sourceFile(directory: string, entry: string): { id: string; file: string } | null {
  if (entry.startsWith('_') || entry.startsWith('.')) return null;
  const path = join(directory, entry);
  if (entry.endsWith(EXTENSION) && !entry.endsWith('.d.ts')) {
    return { id: entry.slice(0, -EXTENSION.length), file: path };
  }
  const index = join(path, `index${EXTENSION}`);
  return statSync(path).isDirectory() && existsSync(index) ? { id: entry, file: index } : null;
}

/** Every baseline in the folder, by id. */
export function listBaselines(directory = BASELINES_DIRECTORY): readonly BaselineSource[] {
  return readdirSync(directory)
    .map((entry) => sourceFile(directory, entry))
    .filter((source) => source !== null)
    .map((source) => ({ ...source, fileHash: null }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether a config's `id` names a file of the user's rather than a baseline of ours. */
export function isFileId(id: string): boolean {
  return id.startsWith('./') || id.startsWith('../') || isAbsolute(id);
}

/** `id` as a config gives it; a path is relative to `configDirectory`. */
export function findBaseline(id: string, configDirectory: string, directory = BASELINES_DIRECTORY): BaselineSource {
  if (isFileId(id)) {
    const file = resolve(configDirectory, id);
    if (!existsSync(file)) throw new UserError(`No file ${file} for the baseline "${id}".`);
    const fileHash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const name = basename(file).replace(/\.[^.]+$/u, '');
    return { id: name === 'index' ? basename(dirname(file)) : name, file, fileHash };
  }
  const sources = listBaselines(directory);
  const found = sources.find((source) => source.id === id);
  if (found) return found;
  const known = sources.map((source) => source.id);
  throw new UserError(
    `Unknown baseline "${id}".${didYouMean(id, known)} Known: ${known.join(', ')}; or the path of a file, starting with "./".`,
  );
}

function isBaseline(value: unknown): value is Baseline {
  return typeof value === 'object' && value !== null && 'configure' in value && 'settingsSchema' in value;
}

let hasTypeScript = EXTENSION === '.ts';

/** Compiled code runs without a TypeScript loader until a user names a TypeScript file of their own. */
async function prepareFor(file: string): Promise<void> {
  if (hasTypeScript || !/\.m?ts$/u.test(file)) return;
  const { register } = await import('tsx/esm/api');
  register();
  hasTypeScript = true;
}

export async function importBaseline(source: BaselineSource): Promise<Baseline> {
  await prepareFor(source.file);
  const module = (await import(pathToFileURL(source.file).href)) as { readonly default?: unknown };
  if (!isBaseline(module.default)) {
    throw new UserError(`${source.file} has no default export made with defineBaseline; see src/baseline.ts.`);
  }
  return module.default;
}
