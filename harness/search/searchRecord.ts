/**
 * What a search over a baseline's grid tried and found: one file below `searches/` beside the records of its commit,
 * rewritten whole after every trial. A trial is judged on validation alone; it never sees the test part.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../src/errors.ts';
import { writeFileAtomically } from '../records/atomicFile.ts';
import { SEARCH_DIRECTORY, subdirectories } from '../records/recordStore.ts';
import { settingsFaults, showPath } from '../config/settingsErrors.ts';
import { searchSettingsSchema } from './searchSettings.ts';

export const SEARCH_SCHEMA_VERSION = 1;

/**
 * `chosen`: the best. `finished`: trained to its end. `pruned`: stopped, for others were better after as many epochs.
 * `open`: will be trained further. `failed`: see `failure`.
 */
export const TRIAL_STATES = ['chosen', 'finished', 'pruned', 'open', 'failed'] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

const trialEpochSchema = z.strictObject({
  epoch: z.int().positive(),
  trainSeconds: z.number().nonnegative(),
  validationSeconds: z.number().nonnegative(),
  /** Null where the epoch was not validated. */
  validationNdcg10: z.number().nullable(),
});

/** What the child process of a trial found out. */
export const trialResultSchema = z.strictObject({
  /** Empty for baselines that do not train in epochs. */
  epochs: z.array(trialEpochSchema),
  /** Of the weights that are kept; null where nothing could be validated. */
  validationNdcg10: z.number().nullable(),
  fitSeconds: z.number().nonnegative(),
});
export type TrialResult = z.infer<typeof trialResultSchema>;

const trialSchema = z.strictObject({
  /** Id that the case of these settings has under the search's seed. */
  caseId: z.string(),
  settings: z.unknown(),
  /** Of the grid's settings. */
  choice: z.record(z.string(), z.unknown()),
  state: z.enum(TRIAL_STATES),
  /** By round: what it was judged on. */
  scores: z.array(
    z.strictObject({
      /** Epochs that it had been given; null: as many as its settings want. */
      epochLimit: z.int().positive().nullable(),
      validationNdcg10: z.number().nullable(),
    }),
  ),
  /** After its last round; null before the first, and where it failed in that. */
  result: trialResultSchema.nullable(),
  /** One line; null where it did not fail. */
  failure: z.string().nullable(),
});
export type Trial = z.infer<typeof trialSchema>;

export const searchRecordSchema = z.strictObject({
  schemaVersion: z.literal(SEARCH_SCHEMA_VERSION),
  searchId: z.string(),
  baseline: z.strictObject({ id: z.string(), label: z.string() }),
  dataset: z.strictObject({ name: z.string(), contentHash: z.string(), isSimulated: z.boolean() }),
  splitHash: z.string(),
  protocol: z.string(),
  search: searchSettingsSchema,
  /** Combinations of the grid, of which the trials were drawn. */
  candidateCount: z.int().positive(),
  machineId: z.string(),
  commit: z.string().nullable(),
  startedAt: z.string(),
  trials: z.array(trialSchema),
});
export type SearchRecord = z.infer<typeof searchRecordSchema>;

export async function writeSearch(path: string, record: SearchRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, `${JSON.stringify(searchRecordSchema.parse(record), null, 2)}\n`);
}

/** Null where there is none. */
export async function readSearch(path: string): Promise<SearchRecord | null> {
  if (!existsSync(path)) return null;
  const corrupt = (what: string): UserError =>
    new UserError(`The search record ${path} is corrupt: ${what} Remove it to search again.`);
  let data: unknown;
  try {
    data = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw corrupt(`${String(error)}.`);
  }
  const version = typeof data === 'object' && data !== null && 'schemaVersion' in data ? data.schemaVersion : null;
  if (typeof version === 'number' && version > SEARCH_SCHEMA_VERSION) {
    throw new UserError(
      `The search record ${path} has schema version ${version}; this seqbench reads up to ${SEARCH_SCHEMA_VERSION}. Use a newer one.`,
    );
  }
  const parsed = searchRecordSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [fault] = settingsFaults(parsed.error, searchRecordSchema, data);
  throw corrupt(fault ? `${showPath(fault.path)} ${fault.sentence}` : '');
}

/** Every search record below a results directory, in the order of their paths. */
export async function readSearches(resultsDirectory: string): Promise<SearchRecord[]> {
  const found: SearchRecord[] = [];
  for (const machine of await subdirectories(resultsDirectory)) {
    for (const commit of await subdirectories(machine)) {
      const directory = join(commit, SEARCH_DIRECTORY);
      const names = existsSync(directory) ? (await readdir(directory)).filter((name) => name.endsWith('.json')) : [];
      for (const name of names.sort()) {
        const record = await readSearch(join(directory, name));
        if (record !== null) found.push(record);
      }
    }
  }
  return found;
}
