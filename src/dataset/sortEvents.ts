/** Groups events by user and orders each user's by time, then by place in the source: a stable counting sort. */
import type { EncodedEvents } from './encodeEvents.ts';

export interface SortedEvents {
  readonly userOffsets: Uint32Array;
  readonly items: Uint32Array;
  readonly timestamps: Float64Array | null;
  readonly values: Float32Array | null;
}

export function sortEvents(events: Omit<EncodedEvents, 'userIds' | 'itemIds'>, userCount: number): SortedEvents {
  const { users, timestamps } = events;
  const userOffsets = new Uint32Array(userCount + 1);
  for (const user of users) userOffsets[user + 1]!++;
  for (let user = 0; user < userCount; user++) userOffsets[user + 1]! += userOffsets[user]!;

  const next = userOffsets.slice(0, userCount);
  const order = new Uint32Array(users.length);
  for (let row = 0; row < users.length; row++) order[next[users[row]!]!++] = row;
  if (timestamps !== null) sortUsersByTime(order, timestamps, userOffsets);
  return {
    userOffsets,
    items: gather(events.items, order, new Uint32Array(order.length)),
    timestamps: timestamps && gather(timestamps, order, new Float64Array(order.length)),
    values: events.values && gather(events.values, order, new Float32Array(order.length)),
  };
}

/** Whole seconds of 136 years times places of 2 million rows still fit the 53 bits of a double exactly. */
const PLACES = 2 ** 21;
const MAX_SPAN_SECONDS = 2 ** 32;

/** Sorts the rows of each user by time; rows of equal time stay in place order. */
function sortUsersByTime(order: Uint32Array, timestamps: Float64Array, userOffsets: Uint32Array): void {
  let longest = 0;
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    longest = Math.max(longest, userOffsets[user + 1]! - userOffsets[user]!);
  }
  const { lowest, fitsKeys } = surveyTimes(timestamps);
  const keys = new Float64Array(Math.min(longest, PLACES));
  const rows = new Uint32Array(keys.length);
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const start = userOffsets[user]!;
    const end = userOffsets[user + 1]!;
    if (isSortedByTime(order, timestamps, start, end)) continue;
    if (!fitsKeys || end - start > PLACES) {
      const compared = Array.from(order.subarray(start, end)).sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
      order.set(compared, start);
      continue;
    }
    // One number holds moment and place, so that the numeric sort of a typed array does, with no callback.
    const length = end - start;
    for (let index = 0; index < length; index++) {
      const row = order[start + index]!;
      rows[index] = row;
      keys[index] = (timestamps[row]! - lowest) * PLACES + index;
    }
    keys.subarray(0, length).sort();
    for (let index = 0; index < length; index++) {
      const key = keys[index]!;
      // Exact, as PLACES is a power of two, and several times faster than the % of doubles.
      order[start + index] = rows[key - Math.floor(key / PLACES) * PLACES]!;
    }
  }
}

function surveyTimes(timestamps: Float64Array): { readonly lowest: number; readonly fitsKeys: boolean } {
  let lowest = Infinity;
  let highest = -Infinity;
  let fractions = 0;
  for (let row = 0; row < timestamps.length; row++) {
    const seconds = timestamps[row]!;
    if (seconds < lowest) lowest = seconds;
    if (seconds > highest) highest = seconds;
    if (Math.floor(seconds) !== seconds) fractions++;
  }
  return { lowest, fitsKeys: fractions === 0 && highest - lowest < MAX_SPAN_SECONDS };
}

function isSortedByTime(order: Uint32Array, timestamps: Float64Array, start: number, end: number): boolean {
  let previous = -Infinity;
  for (let place = start; place < end; place++) {
    const seconds = timestamps[order[place]!]!;
    if (seconds < previous) return false;
    previous = seconds;
  }
  return true;
}

/** Adding 0 turns -0 into 0, which would be equal yet hash differently. */
function gather<Column extends Uint32Array | Float32Array | Float64Array>(
  from: ArrayLike<number>,
  order: Uint32Array,
  to: Column,
): Column {
  for (let place = 0; place < order.length; place++) to[place] = from[order[place]!]! + 0;
  return to;
}
