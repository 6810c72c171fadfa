/** Randomisation test and bootstrap interval for the mean of paired differences, one per user. */
import { Random } from '../random.ts';
import { mean, type Numbers, quantile } from './describe.ts';

const RESAMPLES = 10_000;
/** Up to so many differences, all 2^n choices of signs are looked at. */
const EXACT_DIFFERENCES = 16;

/** Sums that are equal but for rounding count as equal. */
const ROUNDING = 1e-12;

/**
 * Two-sided: under the hypothesis that it does not matter which of the two a user was given, every difference could as
 * well have the other sign. Drawn choices count the one observed among them, so p is never 0.
 */
export function randomisationTest(differences: Numbers, seed: number, resamples = RESAMPLES): number {
  // Zeros have no sign, and the order of large and small does not matter for the sum.
  const present = Float64Array.from(differences).filter((difference) => difference !== 0);
  const scale = present.reduce((sum, difference) => sum + Math.abs(difference), 0);
  if (present.length === 0) return 1;
  const bar = Math.abs(present.reduce((sum, difference) => sum + difference, 0)) - ROUNDING * scale;
  let extreme = 0;
  if (present.length <= EXACT_DIFFERENCES) {
    const choices = 2 ** present.length;
    for (let choice = 0; choice < choices; choice++) {
      let sum = 0;
      for (let index = 0; index < present.length; index++)
        sum += (choice >> index) & 1 ? present[index]! : -present[index]!;
      if (Math.abs(sum) >= bar) extreme++;
    }
    return extreme / choices;
  }
  const random = Random.fromSeed(seed);
  for (let resample = 0; resample < resamples; resample++) {
    if (Math.abs(randomSignSum(present, random)) >= bar) extreme++;
  }
  return (extreme + 1) / (resamples + 1);
}

/** 32 signs from one draw. */
function randomSignSum(values: Float64Array, random: Random): number {
  let sum = 0;
  for (let from = 0; from < values.length; from += 32) {
    const bits = random.uint32();
    const to = Math.min(values.length, from + 32);
    for (let index = from; index < to; index++) sum += (bits >>> (index - from)) & 1 ? values[index]! : -values[index]!;
  }
  return sum;
}

export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Percentile bootstrap of a mean: users drawn with replacement. */
export function bootstrapMean(values: Numbers, seed: number, level = 0.95, resamples = RESAMPLES / 5): MeanInterval {
  const random = Random.fromSeed(seed);
  const count = values.length;
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    // Bias of this draw is count / 2^32, far below what resampling can show.
    for (let draw = 0; draw < count; draw++) sum += values[Math.floor(random.uniform() * count)]!;
    means[resample] = sum / count;
  }
  means.sort();
  return { mean: mean(values), low: quantile(means, (1 - level) / 2), high: quantile(means, (1 + level) / 2) };
}
