/** What a run config may say. Defaults of a baseline's settings are not here but in the baseline's own schema. */
import { z } from 'zod';
import { datasetSettingsSchema } from '../../src/dataset/datasetSettings.ts';
import { ENGINE_CHOICES } from '../../src/engine/engineChoice.ts';
import { profileSettingsSchema } from '../../src/profiles/profileSettings.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { PROTOCOLS } from '../../src/protocols.ts';
import { limitsSchema } from './limits.ts';
import { measureSettingsSchema } from './measureSettings.ts';
import { pricesSchema } from './prices.ts';
import { searchSettingsSchema } from '../search/searchSettings.ts';
import { scenarioSettingsSchema } from '../scenarios/scenarioSettings.ts';

export const baselineEntrySchema = z.strictObject({
  id: z.string().min(1).describe('Name of a baseline, or the path of a file with one, starting with "./".'),
  label: z.string().min(1).optional().describe('Name in tables; the id by default.'),
  protocol: z.enum(PROTOCOLS).optional().describe("Whose settings the baseline begins with; the run's by default."),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Settings of the baseline; the rest keep their defaults.'),
  grid: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .optional()
    .describe('Settings to try: every combination of the listed values becomes a case, or a trial of `search`.'),
  serve: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .optional()
    .describe(
      'Settings of asking alone, such as beams: every combination of the listed values is a case, and all of them share one ' +
        'model, which is trained under `settings`.',
    ),
  profiles: z
    .string()
    .min(1)
    .optional()
    .describe('Entry of `profiles` that a baseline with user profiles is given; the first one by default.'),
});

export const configSchema = z.strictObject({
  name: z.string().min(1).describe('Name of the run.'),
  datasets: z.array(datasetSettingsSchema).min(1).describe('Names of built-in datasets, or descriptions of files.'),
  protocol: z
    .enum(PROTOCOLS)
    .default('strict')
    .describe('What split and baselines begin with; `split` and `settings` say what is different.'),
  split: splitSettingsSchema
    .prefault({ kind: 'global-temporal' })
    .describe('How the log is cut into train, validation and test; as the protocol has it by default.'),
  baselines: z
    .array(z.union([z.string().min(1), baselineEntrySchema]))
    .min(1)
    .describe('What to compare.'),
  profiles: z
    .record(z.string().min(1), profileSettingsSchema)
    .default({})
    .describe('Profiles of users, by a name of your choice: where their words come from and how they become vectors.'),
  seeds: z.array(z.int().nonnegative()).min(1).default([1]).describe('Each case runs once per seed.'),
  engine: z
    .enum(ENGINE_CHOICES)
    .default('onnx')
    .describe('Runtime of the baselines that train a network; `seqbench doctor` says which are here.'),
  threads: z
    .int()
    .positive()
    .optional()
    .describe('Threads of the engine; all cores of the machine by default. Recorded, since it sets the speed.'),
  cutoffs: z.array(z.int().positive()).min(1).default([5, 10, 20]).describe('List lengths at which metrics are taken.'),
  limits: limitsSchema.prefault({}).describe('What a case may take at most.'),
  measure: z
    .strictObject({ ...measureSettingsSchema.shape, ...scenarioSettingsSchema.shape })
    .prefault({})
    .describe('How answers are timed.'),
  prices: pricesSchema.optional().describe('What the machine costs; with it, tables show the money that answers cost.'),
  search: searchSettingsSchema
    .optional()
    .describe('Choose from each grid by validation NDCG@10 with one seed, and run only what is chosen with all seeds.'),
  skipBadRows: z
    .boolean()
    .default(false)
    .describe('Leave out rows of the data that cannot be read; else they stop the run.'),
});

export type RunConfig = z.infer<typeof configSchema> & { readonly threads: number };
export type BaselineEntry = z.infer<typeof baselineEntrySchema>;
