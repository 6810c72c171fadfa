/** The JSON schema of run configs, for editors: the zod schema, and the settings of every baseline that there is. */
import { z } from 'zod';
import type { Baseline } from '../../src/baseline.ts';
import { BUILTIN_DATASETS } from '../../src/dataset/builtin.ts';
import { PROTOCOLS } from '../../src/protocols.ts';
import { configSchema } from './config.ts';
import { importBaseline, listBaselines } from './registry.ts';

type JsonSchema = Record<string, unknown>;

const FILE_ID: JsonSchema = {
  type: 'string',
  pattern: '^(\\.{1,2}/|/)',
  description: 'Path of a file whose default export is a baseline, relative to this config.',
};

function toJsonSchema(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  // The version stands once, at the top of the whole.
  delete json.$schema;
  return json;
}

/** A list of values for each setting. */
function gridSchema(settings: JsonSchema): JsonSchema {
  const properties = Object.entries((settings.properties ?? {}) as JsonSchema).map(([key, setting]) => {
    return [key, { type: 'array', minItems: 1, items: setting }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function entrySchema(id: JsonSchema, description: string, settings: JsonSchema | null): JsonSchema {
  return {
    type: 'object',
    description,
    properties: {
      id,
      label: { type: 'string', minLength: 1, description: 'Name in tables; the id by default.' },
      protocol: { enum: PROTOCOLS, description: "Whose settings the baseline begins with; the run's by default." },
      settings: settings ?? { type: 'object' },
      grid: settings ? gridSchema(settings) : { type: 'object', additionalProperties: { type: 'array' } },
      profiles: { type: 'string', minLength: 1, description: 'Entry of `profiles` to be given; the first by default.' },
    },
    required: ['id'],
    additionalProperties: false,
  };
}

async function baselineSchema(): Promise<JsonSchema> {
  const entries: { id: string; baseline: Baseline }[] = [];
  for (const source of listBaselines()) entries.push({ id: source.id, baseline: await importBaseline(source) });
  return {
    anyOf: [
      { enum: entries.map(({ id }) => id) },
      FILE_ID,
      ...entries.map(({ id, baseline }) => {
        return entrySchema({ const: id }, baseline.summary, toJsonSchema(baseline.settingsSchema));
      }),
      entrySchema(FILE_ID, 'A baseline of your own.', null),
    ],
  };
}

export async function configJsonSchema(): Promise<JsonSchema> {
  const schema = toJsonSchema(configSchema);
  const properties = schema.properties as Record<string, JsonSchema>;
  const names = { enum: BUILTIN_DATASETS.map(({ name }) => name), description: 'Name of a built-in dataset.' };
  // The first of the two kinds of a `datasets:` entry is the name; zod knows it as a text with a check.
  const [, ...described] = (properties.datasets!.items as { anyOf: JsonSchema[] }).anyOf;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'seqbench run config',
    ...schema,
    properties: {
      ...properties,
      datasets: { ...properties.datasets, items: { anyOf: [names, ...described] } },
      baselines: { ...properties.baselines, items: await baselineSchema() },
    },
  };
}

export async function configJsonSchemaText(): Promise<string> {
  return `${JSON.stringify(await configJsonSchema(), null, 2)}\n`;
}
