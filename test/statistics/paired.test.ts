/** Properties of the paired tests, and how often they are wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random.ts';
import { crossedDifference } from '../../src/statistics/crossedMeans.ts';
import { bootstrapMean, randomisationTest } from '../../src/statistics/pairedTests.ts';
import { studentTTwoSided } from '../../src/statistics/studentT.ts';
import { mean, variance } from '../../src/statistics/describe.ts';

const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 40 });

describe('paired tests', () => {
  it('do not care which of both is called the first', () => {
    fc.assert(
      fc.property(values, (differences) => {
        const swapped = differences.map((difference) => -difference);
        expect(randomisationTest(swapped, 3, 200)).toBeCloseTo(randomisationTest(differences, 3, 200), 12);
      }),
    );
  });

  it('a bootstrap interval holds the mean and widens with the level', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const narrow = bootstrapMean(sample, 1, 0.5, 200);
        const wide = bootstrapMean(sample, 1, 0.95, 200);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      }),
    );
  });

  it('drawn choices of signs come near to what all of them say', () => {
    const random = Random.fromSeed(2);
    const differences = Array.from({ length: 30 }, () => random.normal() + 0.4);
    const t = mean(differences) / Math.sqrt(variance(differences) / 30);
    expect(randomisationTest(differences, 4)).toBeCloseTo(studentTTwoSided(t, 29), 1);
  });

  it.each([
    [4, 4],
    [4, 1],
    [1, 4],
  ])('equal models of %d and %d seeds are told apart in about one of twenty experiments', (...seeds) => {
    const random = Random.fromSeed(9);
    const experiments = 400;
    let found = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const users = Float64Array.from({ length: 100 }, () => random.normal());
      const model = (length: number) =>
        Array.from({ length }, () => {
          const luck = 0.3 * random.normal();
          return users.map((user) => user + luck + random.normal());
        });
      const { pValue } = crossedDifference(model(seeds[0]), model(seeds[1]));
      if (pValue! < 0.05) found++;
    }
    // Satterthwaite's degrees of freedom make it careful rather than bold.
    expect(found / experiments).toBeLessThan(0.08);
    expect(found).toBeGreaterThan(0);
  });

  it('one seed on both sides says nothing of other seeds', () => {
    const { seedVariance, userVariance } = crossedDifference([[1, 2, 3]], [[1, 1, 1]]);
    expect(seedVariance).toBeNull();
    expect(userVariance).toBeCloseTo(1 / 3);
  });
});
