/** The piece of work that tells a machine's speed, with a clock that every look at moves on. */
import { describe, expect, it } from 'vitest';
import { FixedWork } from '../../harness/scenarios/fixedWork.ts';

/** Every look takes a second, so that a piece of work takes one as well. */
function tickingClock() {
  let looks = 0;
  return { nowSeconds: () => looks++, cpuSeconds: () => 0 };
}

describe('a piece of work', () => {
  it('is repeated as long as allowed, but a few times in any case and not for ever', () => {
    const looks = (seconds: number) => {
      const clock = tickingClock();
      new FixedWork(clock).turn({ scenario: 'calibration', seconds });
      return clock.nowSeconds();
    };
    // One look for the start, two a piece, and one for the end once there are enough.
    expect(looks(0)).toBe(1 + 2 * 5 + 1);
    expect(looks(30)).toBeGreaterThan(looks(0));
    expect(looks(1e9)).toBe(1 + 2 * 40 + 35);
  });

  it('tells the median of its times', () => {
    const work = new FixedWork(tickingClock());
    expect(work.turn({ scenario: 'calibration', seconds: 0 })).toEqual({ scenario: 'calibration', workSeconds: 1 });
  });
});
