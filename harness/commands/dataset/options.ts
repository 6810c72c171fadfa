/** What the `data` commands have in common: naming a dataset, and telling of slow steps. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { datasetSettingsSchema, settingsProblems, type DatasetSettings } from '../../../src/dataset/datasetSettings.ts';
import { UserError } from '../../../src/errors.ts';

export const loadOptions = {
  'skip-bad-rows': { type: 'boolean', default: false, describe: 'Leave out rows that cannot be read' },
  cache: { type: 'string', requiresArg: true, describe: 'Folder for prepared datasets; .cache/datasets by default' },
  json: { type: 'boolean', default: false, describe: 'Print JSON in place of a table' },
} as const;

export interface LoadArguments {
  readonly dataset: string;
  readonly 'skip-bad-rows': boolean;
  readonly cache: string | undefined;
  readonly json: boolean;
}

/** A built-in name, or a YAML file with a description, a list of them, or a run config with `datasets:`. */
export async function readDatasetArgument(argument: string): Promise<readonly DatasetSettings[]> {
  if (!/\.(ya?ml|json)$/i.test(argument)) return [argument];
  let document: unknown;
  try {
    document = parse(await readFile(argument, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${argument} cannot be read as YAML: ${reason}`, { cause: error });
  }
  const entries = entriesOf(document);
  return entries.map((entry, index) => {
    const checked = datasetSettingsSchema.safeParse(entry);
    if (checked.success) return checked.data;
    throw new UserError(`${argument}, dataset ${index + 1}: ${settingsProblems(checked.error.issues)}`);
  });
}

function entriesOf(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (typeof document === 'object' && document !== null && 'datasets' in document && Array.isArray(document.datasets)) {
    return document.datasets;
  }
  return [document];
}

/** Steps go to the error stream, so that the answer alone is on the output. */
export function tellStep(step: string): void {
  process.stderr.write(`${step}\n`);
}
