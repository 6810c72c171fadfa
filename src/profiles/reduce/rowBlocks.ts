/** Rows in blocks of one size, as compiled programs want them. */
/** Vectors of users, row by row. */
export interface Rows {
  /** [count, width] */
  readonly values: Float32Array;
  readonly width: number;
}

export function rowCount({ values, width }: Rows): number {
  return values.length / width;
}

export function rowOf({ values, width }: Rows, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}

/** The rows of the given numbers, in that order. */
export function takeRows(rows: Rows, chosen: ArrayLike<number>): Rows {
  const { width } = rows;
  const values = new Float32Array(chosen.length * width);
  for (let place = 0; place < chosen.length; place++) values.set(rowOf(rows, chosen[place]!), place * width);
  return { values, width };
}

/** Calls `run` with each block in turn, the number of its first row and how many rows it has; then zeros follow. */
export async function inBlocks(
  rows: Rows,
  blockRows: number,
  run: (block: Float32Array, start: number, count: number) => Promise<void>,
): Promise<void> {
  const { values, width } = rows;
  const total = rowCount(rows);
  for (let start = 0; start < total; start += blockRows) {
    const count = Math.min(blockRows, total - start);
    let block = values.subarray(start * width, (start + count) * width);
    if (count < blockRows) {
      block = new Float32Array(blockRows * width);
      block.set(values.subarray(start * width));
    }
    await run(block, start, count);
  }
}
