/** The most accurate rows of each split: what the page of a row shows faintly beside its own figures. */
import { accuracyKey } from '../boards.ts';
import { mainMetric } from '../mainMetric.ts';
import type { ReportRow } from '../rows.ts';
import { spreadOf, type Spread } from '../spread.ts';
import { completedOf } from './rowText.ts';

/** More faint marks are a smear. One is dropped where the row itself is among them. */
const MOST_PEERS = 24;

export interface Peer {
  readonly row: ReportRow;
  /** Of the main metric, by `groupKey`. */
  readonly groupSpreads: ReadonlyMap<string, Spread>;
}

export function groupKey({ by, label }: { readonly by: string; readonly label: string }): string {
  return `${by} ${label}`;
}

/** The main metric by group of cases, over seeds. */
export function groupSpreads(row: ReportRow): Map<string, Spread> {
  const metric = mainMetric([row]);
  const values = new Map<string, (number | null)[]>();
  for (const group of completedOf(row).flatMap(({ groups }) => groups)) {
    const key = groupKey(group);
    const known = values.get(key) ?? [];
    known.push(group.metrics[metric] ?? null);
    values.set(key, known);
  }
  const spreads = new Map<string, Spread>();
  for (const [key, ofSeeds] of values) {
    const spread = spreadOf(ofSeeds);
    if (spread) spreads.set(key, spread);
  }
  return spreads;
}

/** By `accuracyKey`. */
export function peersBySplit(rows: readonly ReportRow[]): Map<string, Peer[]> {
  const splits = new Map<string, ReportRow[]>();
  for (const row of rows) {
    const key = accuracyKey(row);
    const known = splits.get(key);
    if (known) known.push(row);
    else splits.set(key, [row]);
  }
  const mean = (row: ReportRow) => row.metrics[mainMetric([row])]?.mean ?? -Infinity;
  const peers = (alike: readonly ReportRow[]) =>
    [...alike]
      .sort((a, b) => mean(b) - mean(a))
      .slice(0, MOST_PEERS)
      .map((row): Peer => ({ row, groupSpreads: groupSpreads(row) }));
  return new Map([...splits].map(([key, alike]) => [key, peers(alike)]));
}
