import { expect, it } from 'vitest';
import { measureAnisotropy } from '../../../src/profiles/inspect/anisotropy.ts';
import { Random } from '../../../src/random.ts';

function randomRows(width: number, shift: number) {
  const random = Random.fromSeed(3);
  return { values: Float32Array.from({ length: 500 * width }, () => random.normal() + shift), width };
}

it('vectors that point all ways have cosines around 0 that spread as the root of their number of dimensions', () => {
  const { meanCosine, standardDeviation } = measureAnisotropy(randomRows(100, 0), 1);
  expect(Math.abs(meanCosine!)).toBeLessThan(0.01);
  expect(standardDeviation).toBeCloseTo(0.1, 2);
});

it('a common direction shows as a mean cosine of its share of the squared length', () => {
  expect(measureAnisotropy(randomRows(100, 3), 1).meanCosine).toBeCloseTo(0.9, 2);
});

it('of a single vector nothing is said', () => {
  expect(measureAnisotropy({ values: Float32Array.of(1, 2), width: 2 }, 1).meanCosine).toBeNull();
});
