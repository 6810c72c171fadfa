import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskInput } from '../../../src/network/dropout.ts';
import { dropoutMasks } from '../../../src/training/drawing/dropoutMasks.ts';
import type { Negatives } from '../../../src/training/drawing/randomArray.ts';
import { drawHere } from '../../support/drawHere.ts';

const SITES = [
  { site: 'embedding', shape: [40, 8] },
  { site: 'inner', shape: [40, 8] },
];
const SETTINGS = { dropout: 0.3, seed: 7 };

describe('dropout masks', () => {
  it('are a function of seed, place and step', () => {
    const first = drawHere(dropoutMasks(SITES, SETTINGS, 5));
    expect(drawHere(dropoutMasks(SITES, SETTINGS, 5))).toEqual(first);
    expect(first[maskInput('inner')]).not.toEqual(first[maskInput('embedding')]);
    for (const other of [dropoutMasks(SITES, SETTINGS, 6), dropoutMasks(SITES, { ...SETTINGS, seed: 8 }, 5)]) {
      expect(drawHere(other)[maskInput('inner')]).not.toEqual(first[maskInput('inner')]);
    }
  });

  it('are none where nothing is dropped', () => {
    expect(dropoutMasks(SITES, { ...SETTINGS, dropout: 0 }, 5)).toEqual({});
  });
});

describe('negatives', () => {
  const negativesOf = (changes: Partial<Negatives>): number[] => {
    const source = { seed: 1, stream: 3 };
    const all = {
      kind: 'negatives',
      source,
      step: 0,
      targetRows: Int32Array.of(0),
      perTarget: 1,
      itemCount: 9,
    } as const;
    return Array.from(drawHere({ rows: { ...all, ...changes } }).rows!);
  };

  it('are items of the catalogue, and never the target', () => {
    const itemsAndTargets = fc
      .integer({ min: 2, max: 30 })
      .chain((itemCount) =>
        fc.tuple(
          fc.constant(itemCount),
          fc.array(fc.integer({ min: 0, max: itemCount - 1 }), { minLength: 1, maxLength: 20 }),
        ),
      );
    fc.assert(
      fc.property(itemsAndTargets, fc.integer({ min: 1, max: 5 }), ([itemCount, targets], perTarget) => {
        const rows = negativesOf({ itemCount, targetRows: Int32Array.from(targets), perTarget });
        expect(rows.length).toBe(targets.length * perTarget);
        rows.forEach((row, index) => {
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThan(itemCount);
          expect(row).not.toBe(targets[Math.floor(index / perTarget)]);
        });
      }),
    );
  });

  it('are uniform over all other items', () => {
    const [itemCount, target, drawn] = [5, 2, 40_000];
    const counts = new Array<number>(itemCount).fill(0);
    for (const row of negativesOf({ itemCount, targetRows: Int32Array.of(target), perTarget: drawn }))
      counts[row]! += 1;
    expect(counts[target]).toBe(0);
    // Deviations of a binomial: five of them are met once in a million and a half.
    const deviation = Math.sqrt(drawn * 0.25 * 0.75);
    counts.forEach((count, row) => {
      if (row !== target) expect(Math.abs(count - drawn / 4)).toBeLessThan(5 * deviation);
    });
  });
});
