/** What goes through the engine, beside brute force and scikit-learn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/openEngine.ts';
import { nearestRows } from '../../../src/profiles/reduce/nearestRows.ts';
import { findPrincipalComponents, project } from '../../../src/profiles/reduce/principalComponents.ts';
import { rowOf } from '../../../src/profiles/reduce/rowBlocks.ts';
import { measureFaithfulness } from '../../../src/profiles/inspect/trustworthiness.ts';
import { golden } from '../golden.ts';
import { bruteNearest, clusteredRows } from './samples.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await openEngine('onnx', { threads: 1 });
});
afterAll(() => engine.dispose());

const goldenRows = { values: Float32Array.from(golden.vectors), width: 9 };

describe('nearest rows', () => {
  it('are those of brute force, in blocks that do not divide the queries, with exact distances', async () => {
    const points = clusteredRows(700, 12, 3);
    const queries = clusteredRows(515, 12, 4);
    const { rows, distances } = await nearestRows(engine, points, queries, 7);
    for (const query of [0, 1, 511, 512, 514]) {
      const expected = bruteNearest(points, rowOf(queries, query), 7);
      expect([...rows.subarray(query * 7, query * 7 + 7)]).toEqual(expected);
      const own = rowOf(queries, query);
      const furthest = rowOf(points, expected[6]!);
      const distance = Math.hypot(...own.map((value, dimension) => value - furthest[dimension]!));
      expect(distances[query * 7 + 6]).toBeCloseTo(distance, 5);
    }
  });

  it('of equal rows begin with the lowest, at distance 0', async () => {
    const rows = { values: new Float32Array(40).fill(0.3), width: 4 };
    const nearest = await nearestRows(engine, rows, rows, 3);
    expect([...nearest.rows.subarray(27)]).toEqual([0, 1, 2]);
    expect(nearest.distances.every((distance) => distance === 0)).toBe(true);
  });
});

describe('principal components', () => {
  it("are scikit-learn's", async () => {
    const found = await findPrincipalComponents(engine, goldenRows, 3);
    golden.pca.mean.forEach((value, dimension) => expect(found.mean[dimension]).toBeCloseTo(value, 5));
    golden.pca.variances.forEach((value, place) => expect(found.variances[place]! / value).toBeCloseTo(1, 5));
    const kept = found.variances.reduce((sum, value) => sum + value, 0) / found.totalVariance;
    expect(kept).toBeCloseTo(golden.pca.shareKept, 6);
    golden.pca.projector.forEach((value, place) => {
      const [a, b] = [Math.floor(place / 9), place % 9];
      const product = [0, 1, 2].reduce((sum, column) => {
        return sum + found.directions[a * 3 + column]! * found.directions[b * 3 + column]!;
      }, 0);
      expect(product).toBeCloseTo(value, 5);
    });
  });

  it('give the rows back where all are kept', async () => {
    const found = await findPrincipalComponents(engine, goldenRows, 9);
    const projected = await project(engine, goldenRows, found);
    for (const row of [0, 17, 59]) {
      for (let dimension = 0; dimension < 9; dimension++) {
        const back = rowOf(projected, row).reduce((sum, value, column) => {
          return sum + value * found.directions[dimension * 9 + column]!;
        }, found.mean[dimension]!);
        expect(back).toBeCloseTo(goldenRows.values[row * 9 + dimension]!, 4);
      }
    }
  });
});

describe('trustworthiness', () => {
  it.each(golden.trustworthiness)("is scikit-learn's: $columns columns, $neighbours neighbours", async (expected) => {
    const { columns, neighbours, value } = expected;
    const values = Float32Array.from({ length: 60 * columns }, (_, at) => {
      return golden.vectors[Math.floor(at / columns) * 9 + (at % columns)]!;
    });
    const after = { values, width: columns };
    const found = await measureFaithfulness(engine, goldenRows, after, { neighbours, sampledRows: 60, seed: 1 });
    expect(found.trustworthiness).toBeCloseTo(value, 6);
  });

  it('is 1 for the same vectors, and near one half for vectors of others', async () => {
    const rows = clusteredRows(600, 8, 5);
    const options = { neighbours: 10, sampledRows: 200, seed: 2 };
    const same = await measureFaithfulness(engine, rows, rows, options);
    expect(same).toEqual({ trustworthiness: 1, neighboursKept: 1, neighbours: 10, sampledRows: 200 });
    const shifted = { values: Float32Array.from([...rows.values.slice(80), ...rows.values.slice(0, 80)]), width: 8 };
    const other = await measureFaithfulness(engine, rows, shifted, options);
    expect(other.trustworthiness).toBeGreaterThan(0.4);
    expect(other.trustworthiness).toBeLessThan(0.6);
  });
});
