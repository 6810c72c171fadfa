/** Turns what zod found wrong with settings into sentences that name the place and, where possible, what was meant. */
import { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { knownKeys } from './schemaKeys.ts';

export type SettingsPath = readonly PropertyKey[];

export interface SettingsFault {
  readonly path: SettingsPath;
  /** Without the place; ends with a full stop. */
  readonly sentence: string;
}

/** `baselines[1].settings.dropout` */
export function showPath(path: SettingsPath): string {
  return path
    .map((key, place) => (typeof key === 'number' ? `[${key}]` : `${place === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function show(value: unknown): string {
  // JSON would call NaN and Infinity null.
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(data: unknown, path: SettingsPath): unknown {
  let value = data;
  for (const key of path) {
    value = value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return value;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

function quoted(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === 'string' ? `"${value}"` : show(value))).join(', ');
}

function limitSentence(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, value: unknown): string {
  const isList = Array.isArray(value);
  const isText = typeof value === 'string';
  const unit = isList ? ' entries' : isText ? ' characters' : '';
  const verb = isList || isText ? 'hold' : 'be';
  const [limit, word] =
    issue.code === 'too_big'
      ? [issue.maximum, issue.inclusive === false ? 'less than' : 'at most']
      : [issue.minimum, issue.inclusive === false ? 'more than' : 'at least'];
  return `must ${verb} ${word} ${limit}${unit}, not ${isList || isText ? value.length : show(value)}.`;
}

function oneOf(values: readonly unknown[], value: unknown): string {
  const known = values.map(String);
  if (value === undefined) return `is missing; it must be one of ${quoted(values)}.`;
  const hint = typeof value === 'string' ? didYouMean(value, known) : '';
  return `must be ${values.length > 1 ? 'one of ' : ''}${quoted(values)}, not ${show(value)}.${hint}`;
}

function typeSentence(expected: string, value: unknown): string {
  const words = TYPE_WORDS[expected] ?? expected;
  return value === undefined ? `is missing; it must be ${words}.` : `must be ${words}, not ${show(value)}.`;
}

type Issue = z.core.$ZodIssue;

/** Of several readings of a value, the one that gets furthest into it is what was meant. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => {
    const isOtherType = issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type');
    return isOtherType ? -1 : 1 / issues.length;
  };
  return [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: SettingsPath, context: Context): SettingsFault[] {
  const value = valueAt(context.data, path);
  if (issue.errors.length === 0 && 'options' in issue && Array.isArray(issue.options)) {
    return [{ path, sentence: oneOf(issue.options, value) }];
  }
  const allOtherTypes = issue.errors.every((branch) =>
    branch.some((nested) => nested.path.length === 0 && nested.code === 'invalid_type'),
  );
  if (allOtherTypes) {
    const expected = issue.errors.flatMap((branch) =>
      branch.map((nested) => ('expected' in nested ? nested.expected : '')),
    );
    const words = [...new Set(expected.filter((word) => word !== ''))].map((word) => TYPE_WORDS[word] ?? word);
    return [{ path, sentence: `must be ${words.join(' or ')}, not ${show(value)}.` }];
  }
  return likeliestBranch(issue.errors).flatMap((nested) => issueFaults(nested, path, context));
}

interface Context {
  readonly data: unknown;
  /** JSON schema of the data, to look up known keys. */
  readonly schema: unknown;
}

function issueFaults(issue: Issue, base: SettingsPath, context: Context): SettingsFault[] {
  const path = [...base, ...issue.path];
  const value = valueAt(context.data, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(context.schema, path, context.data);
      return issue.keys.map((key) => ({
        path: [...path, key],
        sentence: `is not a known key.${didYouMean(key, known)}${known.length > 0 ? ` Known: ${known.join(', ')}.` : ''}`,
      }));
    }
    case 'invalid_type':
      return [{ path, sentence: typeSentence(issue.expected, value) }];
    case 'invalid_value':
      return [{ path, sentence: oneOf(issue.values, value) }];
    case 'too_big':
    case 'too_small':
      return [{ path, sentence: limitSentence(issue, value) }];
    case 'invalid_union':
      return unionFaults(issue, path, context);
    default: {
      // Other checks carry a message of their own, for example one written beside a refinement in a schema.
      const message = issue.message.replace(/\.$/u, '');
      return [{ path, sentence: `is refused: ${message}.` }];
    }
  }
}

/** `schema` is the zod schema that refused `data`. */
export function settingsFaults(error: z.ZodError, schema: z.ZodType, data: unknown): SettingsFault[] {
  const context = { data, schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
  return error.issues.flatMap((issue) => issueFaults(issue, [], context));
}
