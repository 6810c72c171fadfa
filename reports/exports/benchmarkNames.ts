/** What trackers of figures over time call a row: the same name on every commit, whatever other rows there are. Pure. */
import { shortHash } from '../../src/canonicalJson.ts';
import type { ReportRow } from '../rows.ts';

/** Bencher takes 1,024 characters. */
const MOST_CHARACTERS = 1000;

function plainName({ label, sample, engine }: ReportRow): string {
  const parts = [label, sample.dataset.name, sample.protocol, engine?.name ?? 'no engine'];
  return parts.map((part) => part.replace(/\s+/gu, ' ').trim()).join(' / ');
}

/**
 * By place in `rows`. A name holds no machine, since those of a CI change from run to run; where rows would share one, a
 * hash of what they are tells them apart.
 */
export function benchmarkNames(rows: readonly ReportRow[]): string[] {
  const names = rows.map(plainName);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, place) => {
    if (counts.get(name) === 1 && name.length <= MOST_CHARACTERS) return name;
    return `${name.slice(0, MOST_CHARACTERS)} / ${shortHash(rows[place]!.key)}`;
  });
}
