/** Which item follows which in the training sequences, as a sparse matrix, one row per item. */
import type { Sequences } from './split/split.ts';

export interface Transitions {
  /** Successors of item a are places `offsets[a]` to `offsets[a + 1]`; length is itemCount + 2. */
  readonly offsets: Uint32Array;
  readonly successors: Uint32Array;
  /** Weight of each successor: a count, where only direct successors are counted. */
  readonly weights: Float32Array;
}

/**
 * Item b, `distance` places after item a and at most `window`, adds decay^(distance - 1) to the weight from a to b. An
 * item that follows itself is counted like any other.
 */
export function countTransitions(train: Sequences, itemCount: number, window: number, decay: number): Transitions {
  const places = placesByItem(train, itemCount);
  const offsets = new Uint32Array(itemCount + 2);
  const sums = new Float64Array(itemCount + 1);
  const touched: number[] = [];
  let successors = new Uint32Array(1024);
  let weights = new Float32Array(1024);
  let next = 0;
  for (let item = 1; item <= itemCount; item++) {
    for (let place = places.offsets[item]!; place < places.offsets[item + 1]!; place++) {
      const row = places.rows[place]!;
      const end = Math.min(places.ends[place]!, row + 1 + window);
      let weight = 1;
      for (let later = row + 1; later < end; later++) {
        const successor = train.items[later]!;
        if (sums[successor] === 0) touched.push(successor);
        sums[successor]! += weight;
        weight *= decay;
      }
    }
    if (next + touched.length > successors.length) {
      successors = grown(successors, new Uint32Array(2 * (next + touched.length)));
      weights = grown(weights, new Float32Array(2 * (next + touched.length)));
    }
    touched.sort((a, b) => a - b);
    for (const successor of touched) {
      successors[next] = successor;
      weights[next] = sums[successor]!;
      sums[successor] = 0;
      next++;
    }
    touched.length = 0;
    offsets[item + 1] = next;
  }
  return { offsets, successors: successors.slice(0, next), weights: weights.slice(0, next) };
}

/** Rows of each item, each with the end of its sequence. */
function placesByItem(
  train: Sequences,
  itemCount: number,
): { offsets: Uint32Array; rows: Uint32Array; ends: Uint32Array } {
  const offsets = new Uint32Array(itemCount + 2);
  for (const item of train.items) offsets[item + 1]!++;
  for (let item = 0; item <= itemCount; item++) offsets[item + 1]! += offsets[item]!;
  const free = offsets.slice();
  const rows = new Uint32Array(train.items.length);
  const ends = new Uint32Array(train.items.length);
  for (let sequence = 0; sequence < train.users.length; sequence++) {
    const end = train.offsets[sequence + 1]!;
    for (let row = train.offsets[sequence]!; row < end; row++) {
      const place = free[train.items[row]!]!++;
      rows[place] = row;
      ends[place] = end;
    }
  }
  return { offsets, rows, ends };
}

function grown<Values extends Uint32Array | Float32Array>(values: Values, larger: Values): Values {
  larger.set(values);
  return larger;
}
