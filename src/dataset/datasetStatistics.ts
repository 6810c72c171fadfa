/** Counts over a dataset: the columns of the paper's Table 1, and what policies for ties and repeats will meet. */
import { eventCount, itemCount, userCount, type InteractionDataset } from './interactionDataset.ts';

export interface DatasetStatistics {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** Interactions per user. */
  readonly averageLength: number;
  readonly shortestLength: number;
  readonly longestLength: number;
  /** Interactions / (users x items), from 0 to 1; above that only where items repeat. */
  readonly density: number;
  /** Unix seconds; null for data without time. */
  readonly firstSeconds: number | null;
  readonly lastSeconds: number | null;
  /** Events of an item that the user has had before. */
  readonly repeatedItems: number;
  /** Rows equal to an earlier one in user, item and time; null for data without time. */
  readonly duplicateRows: number | null;
  /** Events at the very moment of the same user's event before; null for data without time. */
  readonly tiedEvents: number | null;
  /** Items of which any text is known; null where there is none, or it was not loaded. */
  readonly itemsWithText: number | null;
  readonly itemsWithTitle: number | null;
}

export function datasetStatistics(dataset: InteractionDataset): DatasetStatistics {
  const users = userCount(dataset);
  const items = itemCount(dataset);
  const interactions = eventCount(dataset);
  return {
    users,
    items,
    interactions,
    averageLength: users === 0 ? 0 : interactions / users,
    ...lengthRange(dataset.userOffsets),
    density: users * items === 0 ? 0 : interactions / (users * items),
    ...timeRange(dataset.timestamps),
    ...repetition(dataset),
    itemsWithText: dataset.itemText?.filter((text) => Object.keys(text).length > 0).length ?? null,
    itemsWithTitle: dataset.itemText?.filter((text) => text.title !== undefined).length ?? null,
  };
}

function lengthRange(offsets: Uint32Array): Pick<DatasetStatistics, 'shortestLength' | 'longestLength'> {
  let shortest = offsets.length > 1 ? Infinity : 0;
  let longest = 0;
  for (let user = 0; user + 1 < offsets.length; user++) {
    const length = offsets[user + 1]! - offsets[user]!;
    if (length < shortest) shortest = length;
    if (length > longest) longest = length;
  }
  return { shortestLength: shortest, longestLength: longest };
}

function timeRange(timestamps: Float64Array | null): Pick<DatasetStatistics, 'firstSeconds' | 'lastSeconds'> {
  if (timestamps === null || timestamps.length === 0) return { firstSeconds: null, lastSeconds: null };
  let first = Infinity;
  let last = -Infinity;
  for (const seconds of timestamps) {
    if (seconds < first) first = seconds;
    if (seconds > last) last = seconds;
  }
  return { firstSeconds: first, lastSeconds: last };
}

function repetition(
  dataset: InteractionDataset,
): Pick<DatasetStatistics, 'repeatedItems' | 'duplicateRows' | 'tiedEvents'> {
  const { userOffsets, items, timestamps } = dataset;
  // The last user, and the last moment of any user, that had the item; both counted from 1.
  const userOf = new Uint32Array(dataset.itemIds.length);
  const momentOf = new Uint32Array(dataset.itemIds.length);
  let moment = 0;
  let repeatedItems = 0;
  let duplicateRows = 0;
  let tiedEvents = 0;
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    for (let row = userOffsets[user]!; row < userOffsets[user + 1]!; row++) {
      const item = items[row]!;
      const isTied = timestamps !== null && row > userOffsets[user]! && timestamps[row] === timestamps[row - 1];
      if (isTied) tiedEvents++;
      else moment++;
      if (userOf[item] === user + 1) repeatedItems++;
      if (momentOf[item] === moment) duplicateRows++;
      userOf[item] = user + 1;
      momentOf[item] = moment;
    }
  }
  if (timestamps === null) return { repeatedItems, duplicateRows: null, tiedEvents: null };
  return { repeatedItems, duplicateRows, tiedEvents };
}
