/** Where datasets are looked for. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { MissingFileError, openFolder, type SourceFolder } from './sourceFiles.ts';

/** Folders that may hold dataset folders, first match first. */
export function dataRoots(): readonly string[] {
  const own = process.env['SEQBENCH_DATA'];
  const roots = own === undefined || own === '' ? [] : [own];
  return [...roots, 'data', join('..', 'shared', 'data')].map((root) => resolve(root));
}

/** Where downloads go: the user's own place if there is one. */
export function downloadRoot(): string {
  return dataRoots()[0]!;
}

/** Prepared datasets, where no other place is asked for. */
export function defaultCacheDirectory(): string {
  const own = process.env['SEQBENCH_CACHE'];
  return resolve(own === undefined || own === '' ? join('.cache', 'datasets') : own);
}

function candidates({ path, places }: Pick<SearchRequest<unknown>, 'path' | 'places'>): readonly string[] {
  if (isAbsolute(path)) return [path];
  const here = places === 'roots' ? [] : [resolve(path)];
  return [...new Set([...here, ...dataRoots().map((root) => join(root, path))])];
}

export interface SearchRequest<Found> {
  /** Name of the dataset, for messages. */
  readonly name: string;
  readonly path: string;
  /** `roots`: a folder of the same name where the command happens to run is not meant. */
  readonly places: 'here-and-roots' | 'roots';
  /** What to do where nothing is found: one sentence. */
  readonly advice: string;
  /** Makes something of the folder, or throws a MissingFileError to have the next place tried. */
  readonly use: (folder: SourceFolder) => Found;
}

/** Tries each place in turn; a folder that lacks a file is passed over, and said so if no other has it. */
export async function searchPlaces<Found>(request: SearchRequest<Found>): Promise<Found> {
  const notes: string[] = [];
  for (const place of candidates(request)) {
    if (!existsSync(place)) {
      notes.push(`${place}: not there`);
      continue;
    }
    const folder = await openFolder(place);
    try {
      return request.use(folder);
    } catch (error) {
      if (!(error instanceof MissingFileError)) throw error;
      notes.push(error.message);
    }
  }
  throw new UserError(
    `Dataset "${request.name}" was not found. Looked at:\n  ${notes.join('\n  ')}\n${request.advice}`,
  );
}

/** A single file that is no dataset itself: here, or under a data root. */
export function findDataFile(path: string): string {
  const places = candidates({ path, places: 'here-and-roots' });
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new UserError(`No file "${path}". Looked at:\n  ${places.join('\n  ')}`);
}
