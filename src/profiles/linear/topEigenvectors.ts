/**
 * The largest eigenvalues of a symmetric positive semidefinite matrix that is known only by what it does to vectors. Of a
 * small matrix all are computed; of a larger one the wanted ones by subspace iteration from a fixed random start (Halko,
 * Martinsson and Tropp 2011), with spare columns so that the last of them converge too.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { Random } from '../../random.ts';

/** Vectors side by side: [size, columns], row by row. */
export interface Block {
  readonly values: Float64Array;
  readonly columns: number;
}

export interface Eigenvectors {
  /** Descending. */
  readonly values: Float64Array;
  /** [size, count]: orthonormal columns; in each the entry of largest magnitude is positive. */
  readonly vectors: Block;
  /** 0 where all were computed. */
  readonly iterations: number;
  /** Largest relative change of a wanted eigenvalue in the last iteration. */
  readonly lastChange: number;
}

export interface SearchLimits {
  /** Up to this size all eigenvalues are computed, in time that grows with the cube of it. */
  readonly exactSize: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Ten seconds of work. */
const DEFAULT_LIMITS: SearchLimits = { exactSize: 1024, tolerance: 1e-3, maxIterations: 20 };
const SEED = 20_111;
/** Directions with less than this share of the largest eigenvalue are rounding, not data. */
const RANK_TOLERANCE = 1e-7;

/** Finds fewer than `count` where the matrix has a smaller rank. */
export function topEigenvectors(
  apply: (block: Block) => Float64Array,
  size: number,
  count: number,
  limits = DEFAULT_LIMITS,
): Eigenvectors {
  const start = size <= limits.exactSize ? identity(size) : null;
  const { basis, ...effort } = start
    ? { basis: start, iterations: 0, lastChange: 0 }
    : iterate(apply, size, count, limits);
  const image = { values: apply(basis), columns: basis.columns };
  const { values, vectors } = symmetricEigenvectors(start ? matrixOf(image) : crossProduct(basis, image));
  const rank = values.filter((value) => value > RANK_TOLERANCE * values[0]!).length;
  const kept = Math.min(count, rank);
  return {
    values: values.slice(0, kept),
    vectors: withFixedSigns(product(basis, vectors, kept)),
    ...effort,
  };
}

/** A basis of a space that holds the wanted eigenvectors. */
function iterate(apply: (block: Block) => Float64Array, size: number, count: number, limits: SearchLimits) {
  const columns = Math.min(size, count + Math.max(16, Math.ceil(count / 4)));
  const random = Random.fromSeed(SEED);
  let basis = orthonormal({ values: Float64Array.from({ length: size * columns }, () => random.normal()), columns });
  let lastChange = Number.POSITIVE_INFINITY;
  let iterations = 0;
  while (iterations < limits.maxIterations && lastChange > limits.tolerance) {
    const next = orthonormal({ values: apply(basis), columns: basis.columns });
    lastChange = largestChange(basis.lengths, next.lengths.subarray(0, Math.min(count, next.columns)));
    basis = next;
    iterations++;
  }
  // Once more, for one pass leaves short columns less than orthogonal.
  return { basis: orthonormal(basis), iterations, lastChange };
}

function identity(size: number): Block {
  const values = new Float64Array(size * size);
  for (let place = 0; place < size; place++) values[place * (size + 1)] = 1;
  return { values, columns: size };
}

function matrixOf({ values, columns }: Block): Matrix {
  return Matrix.from1DArray(values.length / columns, columns, values);
}

/** Eigenvalues of a small symmetric matrix in full, descending; eigenvectors in columns. */
export function symmetricEigenvectors(matrix: Matrix): { readonly values: Float64Array; readonly vectors: Matrix } {
  const size = matrix.rows;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const values = Float64Array.from(realEigenvalues).reverse();
  const vectors = new Matrix(size, size);
  for (let column = 0; column < size; column++) {
    vectors.setColumn(column, eigenvectorMatrix.getColumn(size - 1 - column));
  }
  return { values, vectors };
}

interface OrthonormalBlock extends Block {
  /** Lengths of the principal axes of the columns that went in, descending. */
  readonly lengths: Float64Array;
}

/** An orthonormal basis of what the columns span, along their principal axes. */
function orthonormal(block: Block): OrthonormalBlock {
  const { values, vectors } = symmetricEigenvectors(crossProduct(block, block));
  const lengths = values.map((value) => Math.sqrt(Math.max(0, value)));
  const rank = lengths.filter((length) => length > RANK_TOLERANCE * lengths[0]!).length;
  for (let column = 0; column < rank; column++) vectors.mulColumn(column, 1 / lengths[column]!);
  return { ...product(block, vectors, rank), lengths };
}

/** Transpose of `a` times `b`, made symmetric. */
function crossProduct(a: Block, b: Block): Matrix {
  const { columns } = a;
  const sums = new Float64Array(columns * columns);
  for (let start = 0; start < a.values.length; start += columns) {
    for (let row = 0; row < columns; row++) {
      const factor = a.values[start + row]!;
      for (let column = row; column < columns; column++) {
        sums[row * columns + column]! += factor * b.values[start + column]!;
      }
    }
  }
  const matrix = new Matrix(columns, columns);
  for (let row = 0; row < columns; row++) {
    for (let column = row; column < columns; column++) {
      matrix.set(row, column, sums[row * columns + column]!);
      matrix.set(column, row, sums[row * columns + column]!);
    }
  }
  return matrix;
}

/** The block times the first `count` columns of a small matrix. */
function product(block: Block, right: Matrix, count: number): Block {
  const { columns } = block;
  const rows = block.values.length / columns;
  const values = new Float64Array(rows * count);
  const factors = Float64Array.from({ length: columns * count }, (_, at) => {
    return right.get(Math.floor(at / count), at % count);
  });
  for (let row = 0; row < rows; row++) {
    for (let inner = 0; inner < columns; inner++) {
      const factor = block.values[row * columns + inner]!;
      for (let column = 0; column < count; column++) {
        values[row * count + column]! += factor * factors[inner * count + column]!;
      }
    }
  }
  return { values, columns: count };
}

function largestChange(before: Float64Array, after: Float64Array): number {
  return after.reduce((largest, length, at) => Math.max(largest, Math.abs(1 - (before[at] ?? 0) / length)), 0);
}

/** Eigenvectors are known up to their signs; these make equal input give equal output. */
function withFixedSigns(block: Block): Block {
  const { values, columns } = block;
  for (let column = 0; column < columns; column++) {
    let extreme = 0;
    for (let at = column; at < values.length; at += columns) {
      if (Math.abs(values[at]!) > Math.abs(extreme)) extreme = values[at]!;
    }
    if (extreme >= 0) continue;
    for (let at = column; at < values.length; at += columns) values[at] = -values[at]!;
  }
  return block;
}
