/** A sparse matrix, row by row: the terms of texts. */
import type { Block } from './topEigenvectors.ts';

export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount + 1]: where each row begins in the other two. */
  readonly starts: Uint32Array;
  /** Ascending within a row. */
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** Matrix times block: [rowCount, block.columns]. */
export function multiply(matrix: SparseMatrix, block: Block): Float64Array {
  const { rowCount, starts } = matrix;
  const out = new Float64Array(rowCount * block.columns);
  for (let row = 0; row < rowCount; row++) {
    const sums = out.subarray(row * block.columns, (row + 1) * block.columns);
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      addRow(sums, matrix.values[at]!, block, matrix.columns[at]!);
  }
  return out;
}

/** Transpose times matrix times block, without the product between them: [columnCount, block.columns]. */
export function multiplyByGram(matrix: SparseMatrix, block: Block): Float64Array {
  const { starts, columns, values } = matrix;
  const width = block.columns;
  const out = new Float64Array(matrix.columnCount * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < matrix.rowCount; row++) {
    sums.fill(0);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) addRow(sums, values[at]!, block, columns[at]!);
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const [factor, start] = [values[at]!, columns[at]! * width];
      for (let column = 0; column < width; column++) out[start + column]! += factor * sums[column]!;
    }
  }
  return out;
}

function addRow(sums: Float64Array, factor: number, block: Block, row: number): void {
  const start = row * block.columns;
  for (let column = 0; column < sums.length; column++) sums[column]! += factor * block.values[start + column]!;
}

export function transpose(matrix: SparseMatrix): SparseMatrix {
  const starts = new Uint32Array(matrix.columnCount + 1);
  for (const column of matrix.columns) starts[column + 1]!++;
  for (let column = 0; column < matrix.columnCount; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const columns = new Uint32Array(matrix.columns.length);
  const values = new Float64Array(matrix.values.length);
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.starts[row]!; at < matrix.starts[row + 1]!; at++) {
      const to = next[matrix.columns[at]!]!++;
      columns[to] = row;
      values[to] = matrix.values[at]!;
    }
  }
  return { rowCount: matrix.columnCount, columnCount: matrix.rowCount, starts, columns, values };
}

export function rowOfMatrix({ starts, columns, values }: SparseMatrix, row: number) {
  const places = Array.from({ length: starts[row + 1]! - starts[row]! }, (_, rank) => starts[row]! + rank);
  return places.map((at) => ({ column: columns[at]!, value: values[at]! }));
}
