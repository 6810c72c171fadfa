/** Which rows count as good as the best: at the differences where scipy.stats.ttest_ind(equal_var=False) has p = 0.05. */
import { describe, expect, it } from 'vitest';
import { notDistinguishable } from '../../reports/notDistinguishable.ts';

describe('rows that seeds cannot tell from the best', () => {
  // By scipy.optimize.brentq over ttest_ind_from_stats(0.06, sd, n, 0.06 - difference, sd2, n2, equal_var=False).
  it.each([
    [0.01, 3, 0.02, 3, 0.04155399503183799],
    [0.002, 5, 0.004, 4, 0.005973416569357458],
  ])(
    'end where the difference of sd %d over %d seeds and sd %d over %d is %d',
    (sd, n, otherSd, otherN, difference) => {
      const alike = (share: number) => {
        const other = { mean: 0.06 - share * difference, sd: otherSd, n: otherN };
        return [...notDistinguishable([{ mean: 0.06, sd, n }, other], 0)];
      };
      expect(alike(0.999)).toEqual([1]);
      expect(alike(1.001)).toEqual([]);
    },
  );

  it('are corrected for their number', () => {
    const best = { mean: 0.06, sd: 0.002, n: 5 };
    // Of two, the farther one is held to p = 0.025, which is at 0.007479575658969458.
    const other = (difference: number) => ({ mean: 0.06 - difference, sd: 0.004, n: 4 });
    expect([...notDistinguishable([best, other(0.00747), other(0.00747)], 0)]).toEqual([1, 2]);
    expect([...notDistinguishable([best, other(0.00749), other(0.006)], 0)]).toEqual([]);
  });

  it('need two seeds, of the best and of their own', () => {
    const one = { mean: 0.06, sd: null, n: 1 };
    const several = { mean: 0.059, sd: 0.01, n: 3 };
    expect(notDistinguishable([one, several], 0).size).toBe(0);
    expect(notDistinguishable([several, one, null, undefined], 0).size).toBe(0);
  });

  it('are those of the very same mean where no seed changes anything', () => {
    const still = { mean: 0.06, sd: 0, n: 3 };
    expect([...notDistinguishable([still, still, { ...still, mean: 0.05 }], 0)]).toEqual([1]);
  });
});
