/** What becomes of duplicate rows and of repeated items, before any k-core or cutoff. Each returns a mask of rows. */
import type { Rows } from './rows.ts';
import type { SplitSettings } from './splitSettings.ts';

/** Drops every row but the first among rows of one user that are equal in item and time. */
export function duplicatesMask(rows: Rows, timestamps: Float64Array, itemIdCount: number): Uint8Array {
  const keep = new Uint8Array(rows.items.length);
  // A user's equal rows need not be neighbours, but they lie in one run of equal times; runs are numbered from 1.
  const lastRun = new Uint32Array(itemIdCount);
  let run = 0;
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = rows.userOffsets[user + 1]!;
    for (let row = start; row < end; row++) {
      if (row === start || timestamps[row] !== timestamps[row - 1]) run++;
      const item = rows.items[row]!;
      if (lastRun[item] === run) continue;
      lastRun[item] = run;
      keep[row] = 1;
    }
  }
  return keep;
}

/** Drops events of an item that the user has had: just before (`drop-consecutive`) or ever (`keep-first`). */
export function repeatsMask(
  rows: Rows,
  policy: Exclude<SplitSettings['repeats'], 'keep'>,
  itemIdCount: number,
): Uint8Array {
  const keep = new Uint8Array(rows.items.length);
  const lastUser = new Uint32Array(itemIdCount);
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const start = rows.userOffsets[user]!;
    const end = rows.userOffsets[user + 1]!;
    for (let row = start; row < end; row++) {
      const item = rows.items[row]!;
      const isRepeat =
        policy === 'keep-first' ? lastUser[item] === user + 1 : row > start && rows.items[row - 1] === item;
      lastUser[item] = user + 1;
      keep[row] = isRepeat ? 0 : 1;
    }
  }
  return keep;
}
