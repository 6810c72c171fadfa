/** The front against its rule, looked up pair by pair. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront, type Directions, type ParetoPoint } from '../../reports/site/view/pareto.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([value, below, above]) => ({ value, low: value - below, high: value + above, hasSpread: below + above > 0 }));
const points = fc.array(fc.record({ cost: range, accuracy: range }), { maxLength: 30 });
const better = fc.constantFrom('higher' as const, 'lower' as const);
const directions = fc.record({ cost: better, accuracy: better });

type End = 'value' | 'good' | 'bad';

/** So that less is better. */
function losses(point: ParetoPoint, { cost, accuracy }: Directions, end: End): [number, number] {
  const pick = (one: ParetoPoint['cost'], way: 'higher' | 'lower') => {
    if (end === 'value') return way === 'lower' ? one.value : -one.value;
    const isLow = (end === 'good') === (way === 'lower');
    return (isLow ? one.low : one.high) * (way === 'lower' ? 1 : -1);
  };
  return [pick(point.cost, cost), pick(point.accuracy, accuracy)];
}

function dominates(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] <= b[0] && a[1] <= b[1] && (a[0] < b[0] || a[1] < b[1]);
}

describe('Pareto front', () => {
  it('has the points that none beats, from the cheapest on', () => {
    fc.assert(
      fc.property(points, directions, (all, ways) => {
        const at = all.map((point) => losses(point, ways, 'value'));
        const expected = [...all.keys()].filter((place) => !at.some((other) => dominates(other, at[place]!)));
        const { front } = paretoFront(all, ways);
        expect([...front].sort((a, b) => a - b)).toEqual(expected);
        const costs = front.map((place) => at[place]![0]);
        expect(costs).toEqual([...costs].sort((a, b) => a - b));
      }),
    );
  });

  it('calls possible what would be on it with noise in its favour and against all others', () => {
    fc.assert(
      fc.property(points, directions, (all, ways) => {
        const { front, possible } = paretoFront(all, ways);
        const expected = [...all.keys()].filter((place) => {
          const own = losses(all[place]!, ways, 'good');
          const others = all.filter((_, other) => other !== place).map((point) => losses(point, ways, 'bad'));
          return !front.includes(place) && !others.some((other) => dominates(other, own));
        });
        expect(possible).toEqual(expected);
      }),
    );
  });

  it('lies between the fronts of good and of bad ends', () => {
    fc.assert(
      fc.property(points, (all) => {
        const { front, goodEnds, badEnds } = paretoFront(all, { cost: 'lower', accuracy: 'higher' });
        const bestWithin = (steps: readonly { cost: number; accuracy: number }[], cost: number) =>
          Math.max(-Infinity, ...steps.filter((step) => step.cost <= cost).map((step) => step.accuracy));
        const own = front.map((place) => ({ cost: all[place]!.cost.value, accuracy: all[place]!.accuracy.value }));
        for (const { cost } of own) {
          expect(bestWithin(goodEnds, cost)).toBeGreaterThanOrEqual(bestWithin(own, cost));
          expect(bestWithin(badEnds, cost)).toBeLessThanOrEqual(bestWithin(own, cost));
        }
      }),
    );
  });
});
