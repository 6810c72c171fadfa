/** What tells rows of one baseline apart: the settings in which they differ, and nothing else. */
import { group } from 'd3-array';
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

/** By place: the entries in which some of them differ, as `width=128, dropout=0.5`. */
export function differences(settings: readonly ReadonlyMap<string, string>[]): string[] {
  const keys = differingKeys(settings);
  return settings.map((own) => keys.flatMap((key) => (own.has(key) ? `${key}=${own.get(key)!}` : [])).join(', '));
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
  const places = group(rows.keys(), (place) => rows[place]!.baselineId);
  const texts = rows.map(() => '');
  for (const members of places.values()) {
    const own = differences(members.map((place) => settings[place]!));
    for (const [index, place] of members.entries()) texts[place] = own[index]!;
  }
  return texts;
}
