/**
 * Iterative k-core: the largest part of a log in which every user and every item has at least k events. Peels users and
 * items with too few events one by one, each event once, so the work is linear in the log. Equal rows count as often as
 * they stand there, as in the pandas and SQL filters of the field.
 */
import { createHash } from 'node:crypto';
import type { InteractionDataset } from '../dataset/interactionDataset.ts';
import type { Rows } from './rows.ts';

/** One place per row: 1 where the row belongs to the k-core. `itemIdCount` is the highest item number + 1. */
export function kCoreMask(rows: Rows, itemIdCount: number, k: number): Uint8Array {
  const { userOffsets, items } = rows;
  const userTotal = userOffsets.length - 1;
  const keep = new Uint8Array(items.length).fill(1);
  const userDegree = new Uint32Array(userTotal);
  const itemDegree = new Uint32Array(itemIdCount);
  for (let user = 0; user < userTotal; user++) userDegree[user] = userOffsets[user + 1]! - userOffsets[user]!;
  for (const item of items) itemDegree[item]!++;

  // Numbers below userTotal are users, the others items. A node enters the queue once: when its degree first falls short.
  const queue = new Uint32Array(userTotal + itemIdCount);
  let queued = 0;
  for (let user = 0; user < userTotal; user++) if (userDegree[user]! < k) queue[queued++] = user;
  for (let item = 0; item < itemIdCount; item++) if (itemDegree[item]! < k) queue[queued++] = userTotal + item;
  if (queued === 0) return keep;

  const byItem = rowsByItem(rows, itemDegree);
  for (let taken = 0; taken < queued; taken++) {
    const node = queue[taken]!;
    if (node < userTotal) {
      const end = userOffsets[node + 1]!;
      for (let row = userOffsets[node]!; row < end; row++) {
        if (keep[row] === 0) continue;
        keep[row] = 0;
        const item = items[row]!;
        if (itemDegree[item]!-- === k) queue[queued++] = userTotal + item;
      }
    } else {
      const item = node - userTotal;
      const end = byItem.offsets[item + 1]!;
      for (let place = byItem.offsets[item]!; place < end; place++) {
        const row = byItem.rows[place]!;
        if (keep[row] === 0) continue;
        keep[row] = 0;
        const user = byItem.users[place]!;
        if (userDegree[user]!-- === k) queue[queued++] = user;
      }
    }
  }
  return keep;
}

/** Row and user numbers grouped by item. */
function rowsByItem(
  rows: Rows,
  itemDegree: Uint32Array,
): { offsets: Uint32Array; rows: Uint32Array; users: Uint32Array } {
  const offsets = new Uint32Array(itemDegree.length + 1);
  for (let item = 0; item < itemDegree.length; item++) offsets[item + 1] = offsets[item]! + itemDegree[item]!;
  const next = offsets.slice();
  const grouped = new Uint32Array(rows.items.length);
  const users = new Uint32Array(rows.items.length);
  for (let user = 0; user + 1 < rows.userOffsets.length; user++) {
    const end = rows.userOffsets[user + 1]!;
    for (let row = rows.userOffsets[user]!; row < end; row++) {
      const place = next[rows.items[row]!]!++;
      grouped[place] = row;
      users[place] = user;
    }
  }
  return { offsets, rows: grouped, users };
}

/** The k-core as a dataset of its own: users and items without events are gone, the order of the others is kept. */
export function kCore(dataset: InteractionDataset, k: number): InteractionDataset {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`kCore: k must be a whole number from 0 on, not ${k}`);
  const keep = kCoreMask(dataset, dataset.itemIds.length, k);
  const userIds: string[] = [];
  const offsets: number[] = [0];
  const newItem = new Uint32Array(dataset.itemIds.length);
  let keptCount = 0;
  for (let user = 0; user < dataset.userIds.length; user++) {
    const before = keptCount;
    for (let row = dataset.userOffsets[user]!; row < dataset.userOffsets[user + 1]!; row++) {
      if (keep[row] === 0) continue;
      keptCount++;
      newItem[dataset.items[row]!] = 1;
    }
    if (keptCount === before) continue;
    userIds.push(dataset.userIds[user]!);
    offsets.push(keptCount);
  }
  const itemIds = [''];
  const itemText = dataset.itemText === null ? null : [dataset.itemText[0] ?? {}];
  for (let item = 1; item < newItem.length; item++) {
    if (newItem[item] === 0) continue;
    newItem[item] = itemIds.length;
    itemIds.push(dataset.itemIds[item]!);
    itemText?.push(dataset.itemText![item]!);
  }
  return {
    name: dataset.name,
    provenance: dataset.provenance,
    contentHash: createHash('sha256').update(`${dataset.contentHash}\n${k}-core`).digest('hex'),
    timeResolution: dataset.timeResolution,
    userIds,
    itemIds,
    userOffsets: Uint32Array.from(offsets),
    items: selectColumn(dataset.items, keep, new Uint32Array(keptCount)).map((item) => newItem[item]!),
    timestamps: dataset.timestamps && selectColumn(dataset.timestamps, keep, new Float64Array(keptCount)),
    values: dataset.values && selectColumn(dataset.values, keep, new Float32Array(keptCount)),
    itemText,
  };
}

function selectColumn<Column extends Uint32Array | Float32Array | Float64Array>(
  column: Column,
  keep: Uint8Array,
  selected: Column,
): Column {
  let next = 0;
  for (let row = 0; row < column.length; row++) if (keep[row] === 1) selected[next++] = column[row]!;
  return selected;
}
