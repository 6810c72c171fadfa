import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReduceSettings, reduceSettingsSchema } from '../../../src/profiles/reduce/reduceSettings.ts';
import { reducedHash, reduceVectors } from '../../../src/profiles/reduce/reduceVectors.ts';
import { rowOf, type Rows } from '../../../src/profiles/reduce/rowBlocks.ts';
import { scaleTargets } from '../../../src/profiles/reduce/scaleTargets.ts';
import { bruteNearest, clusteredRows } from './samples.ts';

const OPTIONS = { width: 4, seed: 1, threads: 1 };
const ROWS = clusteredRows(240, 10, 8);

function settingsOf(given: object): ReduceSettings {
  return reduceSettingsSchema.parse(given);
}

async function reduce(given: object, rows: Rows = ROWS, options: object = {}) {
  const count = rows.values.length / rows.width;
  return reduceVectors(rows.values, count, settingsOf(given), { ...OPTIONS, ...options });
}

/** Share of the rows whose nearest other row is of the same cluster. */
function clustersKept(vectors: Float32Array, chosen: readonly number[]): number {
  const rows = { values: vectors, width: OPTIONS.width };
  const kept = chosen.filter((row) => {
    const nearest = bruteNearest(rows, rowOf(rows, row), 2).find((other) => other !== row)!;
    return ROWS.clusters[nearest] === ROWS.clusters[row];
  });
  return kept.length / chosen.length;
}

const EVERY_ROW = Array.from({ length: 240 }, (_, row) => row);

describe('reducing by UMAP', () => {
  it('keeps neighbours together', async () => {
    const { vectors, facts } = await reduce({ kind: 'umap', epochs: 60 });
    expect(vectors).toHaveLength(240 * 4);
    expect(clustersKept(vectors, EVERY_ROW)).toBeGreaterThan(0.98);
    expect(facts).toMatchObject({ kind: 'umap', from: 10, principalComponents: 10, fittedRows: 240, epochs: 60 });
  });

  it.each(['euclidean', 'cosine'])('puts rows that were not fitted where they belong: %s', async (metric) => {
    const { vectors, facts } = await reduce({ kind: 'umap', epochs: 60, fitRows: 120, metric });
    expect(facts).toMatchObject({ fittedRows: 120 });
    expect(clustersKept(vectors, EVERY_ROW)).toBeGreaterThan(0.95);
  });

  it('gives the same vectors for the same seed, and others for another', async () => {
    const settings = { kind: 'umap', epochs: 15, fitRows: 150 };
    const first = await reduce(settings);
    expect((await reduce(settings)).vectors).toEqual(first.vectors);
    expect((await reduce(settings, ROWS, { seed: 2 })).vectors).not.toEqual(first.vectors);
  });

  it('can give more dimensions than there were', async () => {
    const { vectors } = await reduce({ kind: 'umap', epochs: 30 }, ROWS, { width: 16 });
    expect(vectors).toHaveLength(240 * 16);
    expect(vectors.every(Number.isFinite)).toBe(true);
  });

  it('copes with rows that are equal', async () => {
    const values = ROWS.values.slice();
    for (let row = 1; row < 60; row++) values.copyWithin(row * 10, 0, 10);
    const { vectors } = await reduce({ kind: 'umap', epochs: 30 }, { values, width: 10 });
    expect(vectors.every(Number.isFinite)).toBe(true);
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const stop = new AbortController();
    const steps: string[] = [];
    const onProgress = ({ step, done }: { step: string; done: number }): void => {
      steps.push(step);
      if (step === 'umap' && done === 5) stop.abort(new Error('stopped'));
    };
    const work = reduce({ kind: 'umap' }, ROWS, { onProgress, signal: stop.signal });
    await expect(work).rejects.toThrow('stopped');
    expect([...new Set(steps)]).toEqual(['principal components', 'neighbours', 'umap']);
    expect(steps.filter((step) => step === 'umap')).toHaveLength(5);
  });

  it('says how many profiles it needs', async () => {
    const few = { values: ROWS.values.slice(0, 150), width: 10 };
    await expect(reduce({ kind: 'umap' }, few)).rejects.toThrow('UMAP needs more than 15 profiles and there are 15');
  });
});

describe('reducing by PCA or not at all', () => {
  it('keeps distances as far as the first components carry them', async () => {
    const flat = { values: Float32Array.from(EVERY_ROW, (row) => Math.sin(row * (1 + (row % 3)))), width: 3 };
    const { vectors, facts } = await reduce({ kind: 'pca', centre: false, scale: 'none' }, flat, { width: 3 });
    const [before, after] = [flat, { values: vectors, width: 3 }].map((rows) => {
      return Math.hypot(...rowOf(rows, 3).map((value, dimension) => value - rowOf(rows, 40)[dimension]!));
    });
    expect(after).toBeCloseTo(before!, 5);
    expect(facts['shareKept']).toBeCloseTo(1, 6);
  });

  it('refuses more dimensions than the vectors span', async () => {
    await expect(reduce({ kind: 'pca' }, ROWS, { width: 11 })).rejects.toThrow(
      'The 240 profile vectors span 10 dimensions and the model has 11; set reduce.kind to umap',
    );
  });

  it('takes vectors as they are only where their width fits', async () => {
    const { vectors } = await reduce({ kind: 'none', centre: false, scale: 'none' }, ROWS, { width: 10 });
    expect(vectors).toEqual(ROWS.values);
    await expect(reduce({ kind: 'none' })).rejects.toThrow(
      'The profile vectors have 10 dimensions and the model has 4; set reduce.kind to umap or pca',
    );
  });
});

describe('targets', () => {
  it('are centred in each dimension, with one mean square of 1 over all entries or for each dimension', () => {
    const rows = fc.integer({ min: 1, max: 5 }).chain((width) => {
      // Whole numbers: what differs at all differs by more than rounding, for which vectors count as equal.
      const value = fc.integer({ min: -1000, max: 1000 });
      return fc.record({
        width: fc.constant(width),
        values: fc.array(value, { minLength: 2 * width, maxLength: 40 * width }),
        scale: fc.constantFrom('whole', 'dimension'),
      });
    });
    fc.assert(
      fc.property(rows, ({ width, values, scale }) => {
        const count = Math.floor(values.length / width);
        const made = { values: Float32Array.from(values.slice(0, count * width)), width };
        const isFlat = (dimension: number): boolean => {
          return EVERY_ROW.slice(0, count).every(
            (row) => made.values[row * width + dimension] === made.values[dimension],
          );
        };
        const flat = Array.from({ length: width }, (_, dimension) => isFlat(dimension));
        fc.pre(!flat.every(Boolean));
        scaleTargets(made, settingsOf({ kind: 'none', scale }));
        const squares = flat.map((_, dimension) => {
          const column = Array.from({ length: count }, (__, row) => made.values[row * width + dimension]!);
          expect(column.reduce((sum, value) => sum + value, 0) / count).toBeCloseTo(0, 2);
          return column.reduce((sum, value) => sum + value ** 2, 0) / count;
        });
        if (scale === 'whole') expect(squares.reduce((sum, square) => sum + square, 0) / width).toBeCloseTo(1, 3);
        else squares.forEach((square, dimension) => !flat[dimension] && expect(square).toBeCloseTo(1, 1));
      }),
    );
  });

  it('say what was done to them', () => {
    const rows = { values: Float32Array.from([3, 0, 5, 4]), width: 2 };
    expect(scaleTargets(rows, settingsOf({ kind: 'none' }))).toEqual({
      meanLength: Math.hypot(4, 2),
      divisor: Math.sqrt((1 + 4 + 1 + 4) / 4),
    });
    expect(scaleTargets(rows, settingsOf({ kind: 'none', centre: false, scale: 'none' }))).toEqual({
      meanLength: null,
      divisor: null,
    });
  });

  it('are refused where all vectors are equal', async () => {
    const equal = { values: new Float32Array(240 * 4).fill(0.7), width: 4 };
    for (const kind of ['none', 'umap']) {
      await expect(reduce({ kind }, equal)).rejects.toThrow('All profiles have the same vector');
    }
  });

  it('have a hash over all that decides them', () => {
    const hash = (given: object, width = 4, seed = 1) => reducedHash('of texts', settingsOf(given), width, seed);
    expect(hash({ kind: 'pca' })).toBe(hash({ kind: 'pca', centre: true }));
    const others = [
      hash({ kind: 'pca' }),
      hash({ kind: 'pca', centre: false }),
      hash({ kind: 'pca' }, 5),
      hash({ kind: 'pca' }, 4, 2),
      reducedHash('of other texts', settingsOf({ kind: 'pca' }), 4, 1),
    ];
    expect(new Set(others).size).toBe(others.length);
  });
});
