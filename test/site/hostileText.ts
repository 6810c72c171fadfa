/** Markup in every text of a record that may hold any text at all. */
import { recordSchema, type RunRecord } from '../../harness/records/record.ts';

/** Ends what it may stand in, then opens an element that would say so. */
export const HOSTILE = `</script></title></textarea>--><img src=x onerror="window.hacked=1">'"\`><svg onload="window.hacked=1"><a href="javascript:window.hacked=1">x</a>`;

type Path = readonly (string | number)[];

function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    textsIn(entry, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function withText(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value))
    return value.map((entry, place) => (place === key ? withText(entry, rest, text) : (entry as unknown)));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withText(object[key], rest, text) };
}

/** Hashes, times and what records of one row share stay what they are, or nothing could be joined any more. */
const KEPT = ['startedAt', 'sha256', 'caseId'];

function isKept(path: Path): boolean {
  return path.some((key) => KEPT.includes(String(key))) || (path[0] === 'answers' && path.at(-1) === 'name');
}

const isFreeByShape = new Map<string, boolean>();

/** Whether the schema lets the text be anything; the same for all entries of a list. */
function isFree(record: RunRecord, path: Path): boolean {
  const shape = [record.status, ...path.map((key) => (typeof key === 'number' ? '*' : key))].join('.');
  const known = isFreeByShape.get(shape);
  if (known !== undefined) return known;
  const isTaken = recordSchema.safeParse(withText(record, path, HOSTILE)).success;
  isFreeByShape.set(shape, isTaken);
  return isTaken;
}

function freeTexts(record: RunRecord): readonly Path[] {
  return textsIn(record).filter((path) => !isKept(path) && isFree(record, path));
}

function marked(path: Path): string {
  return `${path.join('.')} ${HOSTILE}`;
}

/** The own text stays in front, so that what was different still is. */
export function hostileRecord(record: RunRecord): RunRecord {
  let hostile: unknown = record;
  for (const path of freeTexts(record)) {
    const own = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], record);
    hostile = withText(hostile, path, `${String(own)} ${marked(path)}`);
  }
  // Names of settings, packages, counts and measures are texts as well.
  const withNames = hostile as Record<string, unknown>;
  for (const part of ['settings', 'modelFacts']) {
    const value = withNames[part];
    if (typeof value === 'object' && value !== null) withNames[part] = { ...value, [HOSTILE]: 1 };
  }
  const code = withNames.code as { packages: object };
  withNames.code = { ...code, packages: { ...code.packages, [HOSTILE]: HOSTILE } };
  const split = withNames.split as { counts: object };
  withNames.split = { ...split, counts: { ...split.counts, [HOSTILE]: 1 } };
  return recordSchema.parse(withNames);
}

/** For what lies beside records: every text of it. */
export function hostileTexts<Value>(value: Value): Value {
  let hostile: unknown = value;
  for (const path of textsIn(value)) hostile = withText(hostile, path, marked(path));
  return hostile as Value;
}
