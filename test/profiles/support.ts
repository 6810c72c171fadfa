/** A small log with words and ratings, and stores of profiles in a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InteractionDataset } from '../../src/dataset/interactionDataset.ts';
import type { Split } from '../../src/split/split.ts';
import { splitDataset } from '../../src/split/splitDataset.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import type { TextOptions } from '../../src/profiles/texts/makeTexts.ts';

const GENRES = ['Drama', 'Comedy', 'Western', 'Horror'] as const;

export interface FilmLog {
  /** Of each user: item number, day and rating (null: none) of each event, oldest first. */
  readonly events: readonly (readonly (readonly [item: number, day: number, rating: number | null])[])[];
  readonly itemCount: number;
}

/** Item n is film n of genre n modulo 4. */
export function filmDataset({ events, itemCount }: FilmLog): InteractionDataset {
  const rows = events.flat();
  const offsets = [0];
  for (const own of events) offsets.push(offsets.at(-1)! + own.length);
  const items = Array.from({ length: itemCount }, (_, index) => index + 1);
  return {
    name: 'films',
    provenance: { format: 'movielens', isSimulated: false, files: [], badRowCount: 0 },
    contentHash: 'films',
    timeResolution: 'day',
    userIds: events.map((_, user) => `u${user}`),
    itemIds: ['', ...items.map((item) => `i${item}`)],
    userOffsets: Uint32Array.from(offsets),
    items: Uint32Array.from(rows, ([item]) => item),
    timestamps: Float64Array.from(rows, ([, day]) => day * 86_400),
    values: Float32Array.from(rows, ([, , rating]) => rating ?? Number.NaN),
    itemText: [
      {},
      ...items.map((item) => ({
        title: `Film ${item}`,
        categories: [GENRES[item % 4]!],
        attributes: { year: String(1950 + item) },
      })),
    ],
  };
}

/** Every user watches every film of the first half of the days in some order; user `u` some of the later ones. */
export function manyFilms(userCount: number, filmCount = 10): InteractionDataset {
  const events = Array.from({ length: userCount }, (_, user) =>
    Array.from({ length: filmCount }, (__, index) => {
      const item = ((user + index) % filmCount) + 1;
      return [item, index * 10 + user, (item % 5) + 1] as const;
    }),
  );
  return filmDataset({ events, itemCount: filmCount });
}

export function splitOf(dataset: InteractionDataset, settings: object = {}): Split {
  return splitDataset(dataset, splitSettingsSchema.parse({ kind: 'global-temporal', core: 0, ...settings }));
}

export interface ProfilePlace {
  readonly directory: string;
  readonly options: TextOptions;
  readonly lines: string[];
  readonly notes: string[];
  readonly remove: () => void;
}

export function profilePlace(changes: Partial<TextOptions> = {}): ProfilePlace {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-profiles-'));
  const lines: string[] = [];
  const notes: string[] = [];
  const options: TextOptions = {
    directory,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onNote: (note) => notes.push(note),
    onLine: (line) => lines.push(line),
    ...changes,
  };
  return {
    directory,
    options,
    lines,
    notes,
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
