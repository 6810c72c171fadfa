/** One text per value, whatever the order its keys were written in; and a short hash of it, for names. */
import { createHash } from 'node:crypto';

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`JSON cannot hold ${value}; it would turn into null and two settings would share a name`);
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new Error(`JSON cannot hold a ${typeof value}`);
  return text;
}

/** The first `length` hexadecimal digits of the SHA-256 of the value's canonical JSON. */
export function shortHash(value: unknown, length = 10): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, length);
}
