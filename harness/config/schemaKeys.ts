/** Looks into a JSON schema for the keys allowed at a path, so that an error message can name them. */

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

function branches(schema: JsonSchema): JsonSchema[] {
  const nested = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...nested.flatMap(branches)];
}

/** A branch that fixes a key to another value than the data has (`kind: leave-one-out`) does not describe the data. */
function describes(schema: JsonSchema, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, entry]) => {
    const fixed = schema.properties?.[key]?.const;
    return fixed === undefined || fixed === entry;
  });
}

function child(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  if (typeof key === 'number') return schema.items ? [schema.items] : [];
  const property = schema.properties?.[String(key)];
  if (property) return [property];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

/** Schemas that describe the value at the path. */
function schemasAt(root: JsonSchema, path: readonly PropertyKey[], data: unknown): JsonSchema[] {
  let schemas = branches(root);
  let value = data;
  for (const key of path) {
    schemas = schemas
      .filter((schema) => describes(schema, value))
      .flatMap((schema) => child(schema, key))
      .flatMap(branches);
    value = valueAt(value, key);
  }
  return schemas.filter((schema) => describes(schema, value));
}

/** Keys allowed in the object at the path. */
export function knownKeys(schema: unknown, path: readonly PropertyKey[], data: unknown): string[] {
  const keys = schemasAt(schema as JsonSchema, path, data).flatMap((entry) => Object.keys(entry.properties ?? {}));
  return [...new Set(keys)];
}
