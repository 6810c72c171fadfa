/** From a `datasets:` entry to the files to read and the plan for reading them. */
import { UserError } from '../errors.ts';
import { findBuiltin } from './builtin.ts';
import {
  datasetSettingsSchema,
  settingsProblems,
  type DatasetSettings,
  type DescribedDataset,
} from './datasetSettings.ts';
import { searchPlaces } from './dataPlaces.ts';
import type { SourcePlan } from './sourcePlan.ts';
import { SOURCES } from './sources/index.ts';

export interface LocatedDataset {
  readonly described: DescribedDataset;
  /** The folder, archive or file it was found in. */
  readonly location: string;
  readonly plan: SourcePlan;
  /** Every file on disk that the plan reads, each once. */
  readonly paths: readonly string[];
}

/** Checks the entry and replaces a built-in name by its description. */
export function describeDataset(settings: DatasetSettings): DescribedDataset {
  const checked = datasetSettingsSchema.safeParse(settings);
  if (!checked.success) {
    throw new UserError(`Dataset entry: ${settingsProblems(checked.error.issues)}`);
  }
  return typeof checked.data === 'string' ? findBuiltin(checked.data)!.settings : checked.data;
}

export async function locateDataset(described: DescribedDataset): Promise<LocatedDataset> {
  const source = SOURCES[described.format];
  if (source === undefined) throw new Error(`no source reads the format "${described.format}"`);
  return searchPlaces({
    name: described.name,
    path: String(described['path']),
    places: findBuiltin(described.name)?.settings === described ? 'roots' : 'here-and-roots',
    advice: adviceFor(described.name),
    use: (folder) => {
      const plan = source.plan(folder, described);
      const files = [...plan.interactions, ...plan.items].map((rows) => rows.file.path);
      return { described, location: folder.location, plan, paths: [...new Set(files)] };
    },
  });
}

function adviceFor(name: string): string {
  const builtin = findBuiltin(name);
  if (builtin === null) return 'Check "path" in the description of the dataset.';
  if (builtin.downloads.length === 0) return builtin.origin;
  return `Fetch it with \`seqbench data download ${name}\`, or by hand into such a folder. ${builtin.origin}`;
}
