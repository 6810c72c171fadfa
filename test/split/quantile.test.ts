import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile } from '../../src/split/quantile.ts';

interface GoldenQuantile {
  readonly values: readonly number[];
  readonly share: number;
  readonly expected: number;
}
const file = new URL('../golden/quantile.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as GoldenQuantile[];

test("equals numpy's quantile to the last bit", () => {
  expect(golden).toHaveLength(30);
  for (const { values, share, expected } of golden) {
    expect(quantile(Float64Array.from(values), share), `${values.length} values at ${share}`).toBe(expected);
  }
});

test('agrees with sorting, whatever the spread of the values', () => {
  const value = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e9, min: -1e9 }),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const rank = Math.floor(share * (values.length - 1));
        const [low, high] = [sorted[rank]!, sorted[Math.min(rank + 1, values.length - 1)]!];
        const part = share * (values.length - 1) - rank;
        const result = quantile(Float64Array.from(values), share);
        expect(result).toBeCloseTo(low + part * (high - low), 4);
        expect(result).toBeGreaterThanOrEqual(low);
        expect(result).toBeLessThanOrEqual(high);
      },
    ),
  );
});

test('leaves the values as they are', () => {
  const values = Float64Array.of(3, 1, 2);
  expect(quantile(values, 0.5)).toBe(2);
  expect(Array.from(values)).toEqual([3, 1, 2]);
});
