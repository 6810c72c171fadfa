/** The queue with a clock that is told the time: against another way to simulate it, and against queueing theory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poissonArrivals } from '../../harness/scenarios/arrivals.ts';
import { RateSearch } from '../../harness/scenarios/rateSearch.ts';
import { serveQueue, type QueueInput } from '../../harness/scenarios/serverQueue.ts';
import { Random } from '../../src/random.ts';

const NEVER = { limitSeconds: Infinity, lateCount: Infinity };

/** Answers take the seconds that the size of the batch says. */
async function simulate(
  arrivals: Float64Array,
  maxBatch: number,
  serviceSeconds: (size: number) => number,
  giveUp: QueueInput['giveUp'] = NEVER,
) {
  let now = 1000;
  const batches: [number, number][] = [];
  const clock = {
    nowSeconds: () => now,
    waitUntil: (seconds: number) => {
      now = Math.max(now, seconds);
      return Promise.resolve();
    },
  };
  const serve = (from: number, to: number) => {
    batches.push([from, to]);
    now += serviceSeconds(to - from);
    return Promise.resolve();
  };
  return { ...(await serveQueue({ arrivals, maxBatch, clock, serve, giveUp })), batches };
}

/** Another way: request by request, from the times at which each batch could have begun. */
function bruteForce(arrivals: Float64Array, maxBatch: number, serviceSeconds: (size: number) => number): number[] {
  const waiting = [...arrivals];
  const latencies: number[] = [];
  let freeAt = 0;
  while (waiting.length > 0) {
    const begin = Math.max(freeAt, waiting[0]!);
    const batch = waiting.filter((arrival, place) => arrival <= begin && place < maxBatch);
    waiting.splice(0, batch.length);
    freeAt = begin + serviceSeconds(batch.length);
    latencies.push(...batch.map((arrival) => freeAt - arrival));
  }
  return latencies;
}

describe('arrivals', () => {
  it('have the mean and the spread of a Poisson process, and no memory', () => {
    const perSecond = 250;
    const arrivals = poissonArrivals(Random.fromSeed(4), perSecond, 100_000);
    const gaps = arrivals.map((moment, index) => moment - (arrivals[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // The standard error of the mean of 100,000 exponential gaps is 0.3 % of it.
    expect(mean * perSecond).toBeCloseTo(1, 1);
    expect(Math.sqrt(variance) * perSecond).toBeCloseTo(1, 1);
    const covariance = gaps.reduce((sum, gap, i) => sum + (gap - mean) * ((gaps[i + 1] ?? mean) - mean), 0);
    expect(Math.abs(covariance / gaps.length / variance)).toBeLessThan(0.02);
    // Arrivals in a tenth of a second are Poisson: their variance is their mean.
    const counts = new Float64Array(1000);
    for (const moment of arrivals) if (moment < 100) counts[Math.floor(moment * 10)]!++;
    const meanCount = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const countVariance = counts.reduce((sum, count) => sum + (count - meanCount) ** 2, 0) / counts.length;
    expect(countVariance / meanCount).toBeGreaterThan(0.85);
    expect(countVariance / meanCount).toBeLessThan(1.15);
  });

  it('are the same for the same seed, and rise', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 1e5, noNaN: true }), (seed, perSecond) => {
        const arrivals = poissonArrivals(Random.fromSeed(seed), perSecond, 50);
        expect(poissonArrivals(Random.fromSeed(seed), perSecond, 50)).toEqual(arrivals);
        expect(arrivals).toEqual(arrivals.toSorted());
      }),
    );
  });
});

describe('the queue', () => {
  it('answers each request once, in order, and as late as any simulation of it', async () => {
    // Eighths of a second add up without rounding, so that ties stay ties.
    const eighths = fc.integer({ min: 0, max: 16 }).map((count) => count / 8);
    const gaps = fc.array(eighths, { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 9 }), eighths, async (drawn, maxBatch, slope) => {
        let moment = 0;
        const arrivals = Float64Array.from(drawn, (gap) => (moment += gap));
        const serviceSeconds = (size: number) => 0.125 + slope * size;
        const { latencySeconds, batches, batchCount } = await simulate(arrivals, maxBatch, serviceSeconds);
        const expected = bruteForce(arrivals, maxBatch, serviceSeconds);
        expect(latencySeconds).toHaveLength(arrivals.length);
        for (const [index, seconds] of latencySeconds.entries()) expect(seconds).toBe(expected[index]);
        expect(batches.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([
          ...arrivals.keys(),
        ]);
        expect(Math.max(...batches.map(([from, to]) => to - from))).toBeLessThanOrEqual(maxBatch);
        expect(batches).toHaveLength(batchCount);
      }),
    );
  });

  it.each([0.3, 0.6, 0.8])('without batches waits as long as theory says (M/D/1 at load %d)', async (load) => {
    const serviceSeconds = 0.01;
    const arrivals = poissonArrivals(Random.fromSeed(5), load / serviceSeconds, 400_000);
    const { latencySeconds } = await simulate(arrivals, 1, () => serviceSeconds);
    const mean = latencySeconds.reduce((sum, seconds) => sum + seconds, 0) / latencySeconds.length;
    // Pollaczek and Khinchine, for a service time that does not vary.
    const expected = serviceSeconds + (load * serviceSeconds) / (2 * (1 - load));
    expect(mean / expected).toBeGreaterThan(0.97);
    expect(mean / expected).toBeLessThan(1.03);
  });

  it('is given up as soon as it can only fail', async () => {
    const arrivals = poissonArrivals(Random.fromSeed(6), 200, 5000);
    const giveUp = { limitSeconds: 0.05, lateCount: 50 };
    const overloaded = await simulate(arrivals, 1, () => 0.01, giveUp);
    expect(overloaded.isGivenUp).toBe(true);
    expect(overloaded.latencySeconds.length).toBeLessThan(300);
    expect(overloaded.latencySeconds.filter((seconds) => seconds > 0.05)).toHaveLength(51);
    const idle = await simulate(arrivals, 1, () => 0.0001, giveUp);
    expect([idle.isGivenUp, idle.latencySeconds.length]).toEqual([false, 5000]);
  });
});

describe('the search for the highest rate', () => {
  const options = { growth: 2, precision: 1.05, mostPerSecond: 50_000, leastPerSecond: 0.01 };

  function search(startPerSecond: number, truth: number, growth = 2) {
    const found = new RateSearch({ ...options, startPerSecond, growth });
    const tried: number[] = [];
    for (let rate = found.next(); rate !== null; rate = found.next()) {
      tried.push(rate);
      found.tell(rate, rate <= truth);
      if (tried.length > 100) throw new Error('never ends');
    }
    return { held: found.held, tried };
  }

  it('ends within its precision below the truth, from wherever it starts', () => {
    const rate = fc.double({ min: 0.05, max: 40_000, noNaN: true });
    fc.assert(
      fc.property(rate, rate, fc.constantFrom(1.2, 2, 4), (start, truth, growth) => {
        const { held } = search(start, truth, growth);
        expect(held).toBeLessThanOrEqual(truth);
        expect(truth / held!).toBeLessThanOrEqual(1.05);
      }),
    );
  });

  it('stops at the highest rate that is tried, and says so when nothing holds', () => {
    expect(search(30_000, Infinity)).toEqual({ held: 50_000, tried: [30_000, 50_000] });
    expect(search(1, 0).held).toBeNull();
    expect(search(1, 0).tried.at(-1)).toBeGreaterThanOrEqual(0.01);
  });
});
