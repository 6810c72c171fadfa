/** Every choice of the protocol in words, from the descriptions of its settings schemas. */
import { z } from 'zod';
import type { Switch, SwitchGroup } from '../../reports/site/siteInput.ts';
import { splitSettingsSchema } from '../../src/split/splitSettings.ts';
import { measureSettingsSchema } from '../config/measureSettings.ts';

/** The part of JSON schema that zod writes for settings. */
interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string | number | boolean;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.oneOf ?? schema.anyOf ?? [];
}

function valuesText(schema: JsonSchema): string {
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.type !== 'number' && schema.type !== 'integer') return schema.type ?? '';
  const kind = schema.type === 'integer' ? 'whole number' : 'number';
  // zod writes the bounds of whole numbers as those of the language.
  const low = schema.exclusiveMinimum ?? schema.minimum;
  const high = schema.exclusiveMaximum ?? schema.maximum;
  const from =
    low === undefined || low === -Number.MAX_SAFE_INTEGER
      ? ''
      : ` ${schema.exclusiveMinimum === undefined ? 'from' : 'above'} ${low}`;
  const to =
    high === undefined || high === Number.MAX_SAFE_INTEGER
      ? ''
      : ` ${schema.exclusiveMaximum === undefined ? 'to' : 'below'} ${high}`;
  return `${kind}${from}${to}`;
}

function usualText({ default: usual }: JsonSchema): string {
  if (usual === undefined) return '';
  return typeof usual === 'string' ? usual : JSON.stringify(usual);
}

/** Nested settings under the path of their setting. */
function switchesOf(schema: JsonSchema, path = ''): Switch[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const variants = variantsOf(setting);
    if (variants.length === 0) {
      return [{ name, values: valuesText(setting), usual: usualText(setting), meaning: setting.description ?? '' }];
    }
    return [
      { name, values: '', usual: usualText(setting), meaning: setting.description ?? 'One of these:' },
      ...variants.flatMap((variant) => switchesOf(variant, name)),
    ];
  });
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}

const ABOUT: Readonly<Record<string, string>> = {
  'global-temporal': 'The split of the `strict` protocol, which is this with every switch at its usual value.',
  'leave-one-out': 'The split of most papers; it lets a model train on events after those it is tested on.',
};

export function protocolSwitches(): SwitchGroup[] {
  const splits = variantsOf(jsonSchema(splitSettingsSchema)).map((variant) => {
    const kind = String(variant.properties!['kind']!.const!);
    const switches = switchesOf(variant).filter(({ name }) => name !== 'kind');
    return { title: `Split: ${kind}`, about: ABOUT[kind] ?? '', switches };
  });
  return [
    ...splits,
    {
      title: 'Measuring',
      about: 'How answers are timed. Rows that were measured in another way share no table.',
      switches: switchesOf(jsonSchema(measureSettingsSchema)),
    },
  ];
}
