import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyPackedArrays, packSequences, placeSequence, roundRows } from '../../src/network/packing.ts';

const lengthsWithRow = fc
  .integer({ min: 1, max: 12 })
  .chain((rowLength) =>
    fc.tuple(fc.constant(rowLength), fc.array(fc.integer({ min: 0, max: rowLength }), { maxLength: 40 })),
  );

describe('packSequences', () => {
  for (const layout of ['packed', 'one-per-row'] as const) {
    it(`gives every sequence slots of its own within one row (${layout})`, () => {
      fc.assert(
        fc.property(lengthsWithRow, ([rowLength, lengths]) => {
          const packing = packSequences(lengths, rowLength, layout);
          const owner = new Map<number, number>();
          lengths.forEach((length, index) => {
            const first = packing.firstSlots[index]!;
            if (length === 0) {
              expect(first).toBe(-1);
              return;
            }
            expect(Math.floor(first / rowLength)).toBe(Math.floor((first + length - 1) / rowLength));
            expect(first + length).toBeLessThanOrEqual(packing.rowCount * rowLength);
            for (let slot = first; slot < first + length; slot++) {
              expect(owner.has(slot)).toBe(false);
              owner.set(slot, index);
            }
          });
          // Segments tell the sequences of a row apart, and 0 is kept for empty slots.
          const names = lengths.flatMap((length, index) =>
            length === 0 ? [] : [`${Math.floor(packing.firstSlots[index]! / rowLength)}/${packing.segments[index]}`],
          );
          expect(new Set(names).size).toBe(names.length);
          expect(packing.segments.every((segment, index) => lengths[index] === 0 || segment > 0)).toBe(true);
        }),
      );
    });
  }

  it('never needs more than one row in excess of twice what the items fill', () => {
    fc.assert(
      fc.property(lengthsWithRow, ([rowLength, lengths]) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const { rowCount } = packSequences(lengths, rowLength, 'packed');
        expect(rowCount).toBeLessThanOrEqual(roundRows(Math.ceil((2 * total) / rowLength) + 1, 24));
      }),
    );
  });

  it('puts no more sequences into a row than it may, and no row more than it must', () => {
    fc.assert(
      fc.property(lengthsWithRow, fc.integer({ min: 1, max: 4 }), ([rowLength, lengths], mostPerRow) => {
        const { rowCount, firstSlots, segments } = packSequences(lengths, rowLength, 'packed', 1e9, mostPerRow);
        const counts = new Array<number>(rowCount).fill(0);
        for (const first of firstSlots.filter((slot) => slot >= 0)) counts[Math.floor(first / rowLength)]! += 1;
        expect(Math.max(...counts, ...segments)).toBeLessThanOrEqual(mostPerRow);
        // Rows that could hold one another's sequences would be one too many.
        const used = counts.map((_, row) =>
          lengths
            .filter((_, at) => Math.floor(firstSlots[at]! / rowLength) === row)
            .reduce((sum, length) => sum + length, 0),
        );
        for (let row = 1; row < rowCount; row += 1) {
          const both = used[row - 1]! + used[row]!;
          expect(both > rowLength || counts[row - 1]! + counts[row]! > mostPerRow).toBe(true);
        }
      }),
    );
  });

  it('places items as rows of the table, with positions that end where asked', () => {
    const packing = packSequences([2, 3], 4, 'packed');
    const arrays = emptyPackedArrays(packing);
    placeSequence(arrays, packing, 0, Uint32Array.of(9, 7, 8), 1, 3, 3);
    placeSequence(arrays, packing, 1, Uint32Array.of(4, 5, 6), 0, 3, 2);
    expect([...arrays.itemRows]).toEqual([3, 4, 5, 0, 6, 7, 0, 0]);
    expect([...arrays.positions]).toEqual([0, 1, 2, 0, 2, 3, 0, 0]);
    expect([...arrays.segments]).toEqual([1, 1, 1, 0, 1, 1, 0, 0]);
  });

  it('rounds the number of rows up by a 24th at most, to few numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (rows) => {
        expect(roundRows(rows, 24)).toBeGreaterThanOrEqual(rows);
        expect(roundRows(rows, 24)).toBeLessThan(rows * (1 + 1 / 24) + 1e-9);
        expect(roundRows(roundRows(rows, 24), 24)).toBe(roundRows(rows, 24));
      }),
    );
    const distinct = new Set(Array.from({ length: 769 - 24 }, (_, index) => roundRows(24 + index, 24)));
    expect(distinct.size).toBeLessThanOrEqual(24 * 5 + 1);
    expect(roundRows(0, 24)).toBe(1);
  });
});
