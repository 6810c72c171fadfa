/** What a `datasets:` entry of a config may be: the name of a built-in dataset, or a description of files. */
import { z } from 'zod';
import { BUILTIN_DATASETS, findBuiltin } from './builtin.ts';
import { SIMULATED_SIZES } from './simulate/sizes.ts';
import { fileSettings } from './source.ts';
import { SOURCES } from './sources/index.ts';

export const simulatedSettingsSchema = z.strictObject({
  format: z.literal('simulated'),
  name: fileSettings.name,
  size: z.enum(SIMULATED_SIZES),
  seed: z.int().nonnegative().default(1).describe('Another seed is another shop of the same size.'),
});

export interface DescribedDataset {
  readonly format: string;
  readonly name: string;
  readonly [setting: string]: unknown;
}

const nameSchema = z.string().refine((name) => findBuiltin(name) !== null, {
  error: (issue) => unknownName(String(issue.input)),
});

const describedSchema = z.discriminatedUnion('format', [
  simulatedSettingsSchema,
  ...Object.values(SOURCES).map((source) => source.settingsSchema),
]) as unknown as z.ZodType<DescribedDataset>;

export const datasetSettingsSchema = z.union([nameSchema, describedSchema], {
  error: (issue) => describeIssues(issue.input, issue.errors),
});

export type DatasetSettings = z.infer<typeof datasetSettingsSchema>;

/** A union reports "Invalid input" for each of its kinds; only the kind that was meant helps. */
function describeIssues(input: unknown, errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  if (typeof input !== 'object' || input === null) {
    return 'give the name of a built-in dataset, or a description with "format", "name" and "path"';
  }
  return settingsProblems(errors.at(-1) ?? []);
}

/** Each problem with the setting it is about, in one line. */
export function settingsProblems(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .map((issue) => [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '))
    .join('; ');
}

function unknownName(name: string): string {
  const families = BUILTIN_DATASETS.map((dataset) => dataset.name).filter((known) => !known.startsWith('amazon-20'));
  return (
    `no built-in dataset is called "${name}"; there are ${families.join(', ')}, amazon-2014-* and amazon-2023-* ` +
    '(`seqbench data list` shows all). For files of your own, give a description with "format", "name" and "path"'
  );
}
