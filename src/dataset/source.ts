/** The contract of a source format: one file under `sources/` that turns a folder and its settings into a plan. */
import { z } from 'zod';
import type { SourceFolder } from './sourceFiles.ts';
import type { SourcePlan } from './sourcePlan.ts';

export interface SourceDefinition<Settings extends z.ZodObject> {
  /** One sentence for lists and `--help`. */
  readonly summary: string;
  /** Strict object with a literal `format`; defaults live here and nowhere else. */
  readonly settingsSchema: Settings;
  /** Says how to read the folder; throws a MissingFileError where a file it needs is not there. */
  plan(folder: SourceFolder, settings: z.infer<Settings>): SourcePlan;
}

export interface Source {
  readonly summary: string;
  readonly settingsSchema: z.ZodObject;
  plan(folder: SourceFolder, rawSettings: unknown): SourcePlan;
}

/** Hides the settings' type, so that one list can hold sources of every kind. */
export function defineSource<Settings extends z.ZodObject>(definition: SourceDefinition<Settings>): Source {
  return {
    summary: definition.summary,
    settingsSchema: definition.settingsSchema,
    plan: (folder, rawSettings) => definition.plan(folder, definition.settingsSchema.parse(rawSettings)),
  };
}

/** What the settings of every source that reads files have in common. */
export const fileSettings = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, ".", "_" and "-" only')
    .describe('Name of the dataset in tables and records.'),
  path: z
    .string()
    .min(1)
    .describe('Folder, archive or file; looked for here, then under $SEQBENCH_DATA, ./data and ../shared/data.'),
};
