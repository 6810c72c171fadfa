/** When requests arrive that know nothing of one another: a Poisson process. */
import type { Random } from '../../src/random.ts';

/** `count` moments in seconds from the start, ascending: gaps are exponential with mean 1 / `perSecond`. */
export function poissonArrivals(random: Random, perSecond: number, count: number): Float64Array {
  const moments = new Float64Array(count);
  let moment = 0;
  for (let request = 0; request < count; request++) {
    moment += random.exponential() / perSecond;
    moments[request] = moment;
  }
  return moments;
}
