/** The shift between two groups: by brute force, and its interval by the test that it inverts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/statistics/describe.ts';
import { mannWhitney } from '../../src/statistics/rankTests.ts';
import { hodgesLehmannShift, pseudomedian } from '../../src/statistics/shift.ts';

const SIGNIFICANCE = 0.05;

/** Without ties, which a double drawn twice would be. */
const group = (minLength: number) =>
  fc.uniqueArray(fc.double({ min: -10, max: 10, noNaN: true }), { minLength, maxLength: 14 });

const wholes = fc.uniqueArray(fc.integer({ min: -30, max: 30 }), { minLength: 4, maxLength: 14 });

describe('the shift', () => {
  it("is as in R's wilcox.test of Hollander and Wolfe's permeabilities (1973, page 69)", () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { estimate, low, high } = hodgesLehmannShift(early, term, SIGNIFICANCE);
    expect([estimate, low, high]).toEqual([0.305, -0.15, 0.76].map((value) => expect.closeTo(value, 9) as number));
  });

  it('moves and turns with the groups', () => {
    fc.assert(
      fc.property(group(4), group(4), fc.double({ min: -5, max: 5, noNaN: true }), (first, second, by) => {
        const own = hodgesLehmannShift(first, second, SIGNIFICANCE);
        const moved = hodgesLehmannShift(
          first,
          second.map((value) => value + by),
          SIGNIFICANCE,
        );
        const turned = hodgesLehmannShift(second, first, SIGNIFICANCE);
        for (const end of ['estimate', 'low', 'high'] as const) expect(moved[end]).toBeCloseTo(own[end]! + by, 9);
        expect(turned.estimate).toBeCloseTo(-own.estimate, 9);
        // Adding 0 makes 0 of -0.
        const ends = ({ low, high }: typeof own) => [low! + 0, high! + 0];
        expect(ends(turned)).toEqual(ends({ ...own, low: -own.high!, high: -own.low! }));
      }),
    );
  });

  it('has the interval of the shifts that the test does not refuse', () => {
    fc.assert(
      fc.property(wholes, wholes, (first, second) => {
        const { low, high } = hodgesLehmannShift(first, second, SIGNIFICANCE);
        const pAt = (shift: number) =>
          mannWhitney(
            first,
            second.map((value) => value - shift),
          ).pValue;
        // Differences are whole: halfway between two, nothing is tied.
        for (const [end, inwards] of [
          [low!, 0.5],
          [high!, -0.5],
        ] as const) {
          expect(pAt(end + inwards)).toBeGreaterThan(SIGNIFICANCE);
          expect(pAt(end - inwards)).toBeLessThanOrEqual(SIGNIFICANCE);
        }
      }),
    );
  });

  it('has no interval where groups are so small that nothing would be refused', () => {
    expect(hodgesLehmannShift([1, 2, 3], [7, 8, 9], SIGNIFICANCE)).toEqual({ estimate: 6, low: null, high: null });
    expect(hodgesLehmannShift([1, 2, 3, 4], [7, 8, 9, 10], SIGNIFICANCE)).toEqual({ estimate: 6, low: 3, high: 9 });
  });
});

describe('the middle of one group', () => {
  it('is the median of all means of two, which one wild value does not move', () => {
    expect(pseudomedian([1, 2, 10])).toBe(median([1, 1.5, 2, 5.5, 6, 10]));
    expect(pseudomedian([1, 1, 1, 1, 1, 1, 1e6])).toBe(1);
  });
});
