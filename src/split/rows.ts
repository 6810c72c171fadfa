/**
 * The columns of a log that filters work on. Filters drop rows and renumber nothing: users and items keep the numbers
 * of the dataset, and a user without rows has an empty range.
 */
export interface Rows {
  /** Length is the number of users + 1. */
  readonly userOffsets: Uint32Array;
  readonly items: Uint32Array;
  readonly timestamps: Float64Array | null;
}

export function rowCount(rows: Rows): number {
  return rows.items.length;
}

/** Rows whose place in `keep` is 1; `keep` has one place per row. */
export function selectRows(rows: Rows, keep: Uint8Array): Rows {
  let keptCount = 0;
  for (const kept of keep) keptCount += kept;
  if (keptCount === keep.length) return rows;
  const userOffsets = new Uint32Array(rows.userOffsets.length);
  const items = new Uint32Array(keptCount);
  const timestamps = rows.timestamps === null ? null : new Float64Array(keptCount);
  let next = 0;
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const end = rows.userOffsets[user + 1]!;
    for (let row = rows.userOffsets[user]!; row < end; row++) {
      if (keep[row] === 0) continue;
      items[next] = rows.items[row]!;
      if (timestamps !== null) timestamps[next] = rows.timestamps![row]!;
      next++;
    }
    userOffsets[user + 1] = next;
  }
  return { userOffsets, items, timestamps };
}

/** Number of users with at least one row. */
export function activeUserCount(rows: Rows): number {
  let count = 0;
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    if (rows.userOffsets[user + 1]! > rows.userOffsets[user]!) count++;
  }
  return count;
}

/** Number of different items among the rows. */
export function activeItemCount(rows: Rows, itemIdCount: number): number {
  const seen = new Uint8Array(itemIdCount);
  for (const item of rows.items) seen[item] = 1;
  let count = 0;
  for (const mark of seen) count += mark;
  return count;
}
