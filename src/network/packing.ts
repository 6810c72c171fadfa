/**
 * Packs sequences of uneven length into rows of fixed length, several to a row, so that next to no padding is
 * computed: each sequence of a row is a segment of its own, and attention does not cross segments. On Amazon Beauty
 * (5 items in 50 slots on average) this leaves a seventh of the positions.
 */

/** What is to be packed: `lengths[i]` slots each, at most `rowLength`; 0 takes no slot. */
export interface Packing {
  readonly rowCount: number;
  readonly rowLength: number;
  /** First slot of each sequence in the flattened rows; -1 for empty sequences. */
  readonly firstSlots: Int32Array;
  /** Number of each sequence within its row, from 1. */
  readonly segments: Int32Array;
}

/**
 * First fit, longest first. The number of rows is rounded up (see `roundRows`), because every other one is another graph
 * to compile.
 * @param layout `packed`: as many sequences a row as fit; `one-per-row`: at the right end of a row each, as in the
 *   reference implementations, for settings under which padding can be seen.
 * @param mostPerRow Sequences that a packed row takes.
 */
export function packSequences(
  lengths: ArrayLike<number>,
  rowLength: number,
  layout: 'packed' | 'one-per-row',
  stepsPerOctave = 24,
  mostPerRow = Infinity,
): Packing {
  const count = lengths.length;
  const firstSlots = new Int32Array(count).fill(-1);
  const segments = new Int32Array(count);
  let rowsUsed: number;
  if (layout === 'one-per-row') {
    for (let index = 0; index < count; index++) {
      if (lengths[index]! > 0) firstSlots[index] = (index + 1) * rowLength - lengths[index]!;
      segments[index] = 1;
    }
    rowsUsed = count;
  } else {
    const order = Uint32Array.from({ length: count }, (_, index) => index).sort(
      (a, b) => lengths[b]! - lengths[a]! || a - b,
    );
    const used: number[] = [];
    const segmentCounts: number[] = [];
    const hasRoom = (row: number, length: number): boolean =>
      used[row]! + length <= rowLength && segmentCounts[row]! < mostPerRow;
    // Rows before `firstOpen` have no room for any sequence.
    let firstOpen = 0;
    for (const index of order) {
      const length = lengths[index]!;
      if (length === 0) break;
      while (firstOpen < used.length && !hasRoom(firstOpen, 1)) firstOpen++;
      let row = firstOpen;
      while (row < used.length && !hasRoom(row, length)) row++;
      if (row === used.length) {
        used.push(0);
        segmentCounts.push(0);
      }
      firstSlots[index] = row * rowLength + used[row]!;
      used[row]! += length;
      segmentCounts[row]! += 1;
      segments[index] = segmentCounts[row]!;
    }
    rowsUsed = used.length;
  }
  return { rowCount: roundRows(rowsUsed, stepsPerOctave), rowLength, firstSlots, segments };
}

/** Numbers of scored slots to an octave: a loss over an eighth too many costs less than a graph for every number. */
export const SCORED_STEPS = 8;

/** The next number of few: `stepsPerOctave` between a number and its double, so it is larger by one part in so many at most. */
export function roundRows(rows: number, stepsPerOctave: number): number {
  const quantum = 2 ** Math.max(0, Math.floor(Math.log2(rows / stepsPerOctave)));
  return Math.max(1, Math.ceil(rows / quantum) * quantum);
}

export interface PackedArrays {
  readonly itemRows: Int32Array;
  readonly positions: Int32Array;
  readonly segments: Int32Array;
}

export function emptyPackedArrays({ rowCount, rowLength }: Packing): PackedArrays {
  const slotCount = rowCount * rowLength;
  return {
    itemRows: new Int32Array(slotCount),
    positions: new Int32Array(slotCount),
    segments: new Int32Array(slotCount),
  };
}

/**
 * Writes one sequence's items into its slots.
 * @param items Item numbers from 1; those from `start` to `end` are written.
 * @param lastPosition Row of the position table for the last of them; those before count down from it.
 */
export function placeSequence(
  arrays: PackedArrays,
  packing: Packing,
  index: number,
  items: Uint32Array,
  start: number,
  end: number,
  lastPosition: number,
): void {
  const firstSlot = packing.firstSlots[index]!;
  for (let at = start; at < end; at++) {
    placeItem(arrays, packing, index, firstSlot + at - start, items[at]! - 1, lastPosition - (end - 1 - at));
  }
}

/** Writes one slot of a sequence. @param itemRow Row of the item table; the number of items stands for the mask. */
export function placeItem(
  arrays: PackedArrays,
  packing: Packing,
  index: number,
  slot: number,
  itemRow: number,
  position: number,
): void {
  arrays.itemRows[slot] = itemRow;
  arrays.positions[slot] = position;
  arrays.segments[slot] = packing.segments[index]!;
}
