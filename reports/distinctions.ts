/** What tells rows of one baseline apart: the settings in which they differ, and nothing else. */
import { canonicalJson } from '../src/canonicalJson.ts';
import type { ReportRow } from './rows.ts';

/** `{ a: { b: 1 } }` as `a.b` with `1`. */
export function flatSettings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inner = path === '' ? '' : `${path}.`;
    return Object.entries(value).flatMap(([key, entry]) => flatSettings(entry, `${inner}${key}`));
  }
  if (path === '' || value === undefined) return [];
  return [[path, typeof value === 'string' ? value : canonicalJson(value)]];
}

function differingKeys(settings: readonly ReadonlyMap<string, string>[]): string[] {
  const keys = new Set(settings.flatMap((one) => [...one.keys()]));
  return [...keys].filter((key) => new Set(settings.map((one) => one.get(key))).size > 1);
}

/** By place in `rows`: `width=128, dropout=0.5`; empty where a baseline has the same settings everywhere. */
export function distinctions(rows: readonly ReportRow[]): string[] {
  const settings = rows.map((row) => new Map(flatSettings(row.settings)));
  const names = rows.map((row) => canonicalJson([row.label, row.settings]));
  const seen = new Set<string>();
  const twins = new Set(names.filter((name) => seen.has(name) || !seen.add(name)));
  for (const [place, { sample }] of rows.entries()) {
    const profiles = sample.status === 'completed' ? sample.profiles : null;
    if (twins.has(names[place]!) && profiles !== null)
      settings[place]!.set('profiles', profiles.contentHash.slice(0, 8));
  }
  const places = new Map<string, number[]>();
  for (const [place, { baselineId }] of rows.entries()) {
    const known = places.get(baselineId);
    if (known) known.push(place);
    else places.set(baselineId, [place]);
  }
  const texts = rows.map(() => '');
  for (const members of places.values()) {
    const keys = differingKeys(members.map((place) => settings[place]!));
    for (const place of members) {
      const own = settings[place]!;
      texts[place] = keys.flatMap((key) => (own.has(key) ? `${key}=${own.get(key)!}` : [])).join(', ');
    }
  }
  return texts;
}
