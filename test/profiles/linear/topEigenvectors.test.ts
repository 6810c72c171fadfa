import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type Block, topEigenvectors } from '../../../src/profiles/linear/topEigenvectors.ts';
import { Random } from '../../../src/random.ts';

/** Symmetric with the given eigenvalues and random eigenvectors. */
function matrixWith(eigenvalues: readonly number[], seed: number): Matrix {
  const random = Random.fromSeed(seed);
  const size = eigenvalues.length;
  let rotated = Matrix.diag([...eigenvalues]);
  for (let turn = 0; turn < 3; turn++) {
    // A reflection at a random plane is orthogonal.
    const normal = Matrix.columnVector(Array.from({ length: size }, () => random.normal()));
    const reflection = Matrix.eye(size).sub(normal.mmul(normal.transpose()).mul(2 / normal.dot(normal)));
    rotated = reflection.mmul(rotated).mmul(reflection);
  }
  return rotated;
}

const times = (matrix: Matrix) => {
  return ({ values, columns }: Block): Float64Array => {
    return Float64Array.from(matrix.mmul(Matrix.from1DArray(matrix.columns, columns, values)).to1DArray());
  };
};

const LIMITS = { exactSize: 0, tolerance: 1e-12, maxIterations: 400 };

describe('largest eigenvalues', () => {
  it.each([
    ['all at once', { ...LIMITS, exactSize: 1024 }],
    ['by iteration', LIMITS],
  ])('are found %s, with eigenvectors that are orthonormal', (_, limits) => {
    const random = fc.record({
      eigenvalues: fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
      count: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(random, ({ eigenvalues, count, seed }) => {
        const matrix = matrixWith(eigenvalues, seed);
        const found = topEigenvectors(times(matrix), eigenvalues.length, count, limits);
        const kept = Math.min(count, eigenvalues.length);
        const expected = eigenvalues.toSorted((a, b) => b - a).slice(0, kept);
        expect(found.values.length).toBe(kept);
        expected.forEach((value, place) => expect(found.values[place]).toBeCloseTo(value, 7));
        const vectors = Matrix.from1DArray(eigenvalues.length, kept, found.vectors.values);
        const products = vectors.transpose().mmul(vectors);
        expect(products.sub(Matrix.eye(kept)).norm()).toBeLessThan(1e-9);
        const images = matrix.mmul(vectors).sub(vectors.clone().mmul(Matrix.diag([...found.values])));
        expect(images.norm()).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('are no more than the rank', () => {
    const matrix = matrixWith([3, 2, 0, 0, 0, 0, 0, 0], 5);
    for (const exactSize of [0, 1024]) {
      const { values } = topEigenvectors(times(matrix), 8, 5, { ...LIMITS, exactSize });
      expect([...values].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([3, 2]);
    }
  });

  it('come with the same signs every time', () => {
    const matrix = matrixWith([5, 3, 2, 1], 7);
    const first = topEigenvectors(times(matrix), 4, 2);
    expect(topEigenvectors(times(matrix), 4, 2)).toEqual(first);
    for (const column of [0, 1]) {
      const entries = [0, 1, 2, 3].map((row) => first.vectors.values[row * 2 + column]!);
      expect(entries.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0)).toBeGreaterThan(0);
    }
  });
});
