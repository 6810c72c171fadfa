/** By how much one group lies above another, after Hodges and Lehmann (1963): the estimate that goes with rank tests. */
import { median, type Numbers, quantile } from './describe.ts';
import { mannWhitneyTail } from './rankTests.ts';

export interface Shift {
  /** Median of all differences, second less first. */
  readonly estimate: number;
  /** What shifts the Mann-Whitney test would not refuse; null where groups so small refuse none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** @param significance What the interval's level lacks to 1, as 0.05. */
export function hodgesLehmannShift(first: Numbers, second: Numbers, significance: number): Shift {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) throw new RangeError('Both groups need a value.');
  const differences = new Float64Array(n * m);
  for (let at = 0; at < differences.length; at++) differences[at] = second[Math.floor(at / n)]! - first[at % n]!;
  differences.sort();
  const estimate = quantile(differences, 0.5);
  const cut = differencesCutOff(n, m, significance / 2);
  if (cut === 0) return { estimate, low: null, high: null };
  return { estimate, low: differences[cut - 1]!, high: differences[differences.length - cut]! };
}

/** The most differences beyond an end of the interval, itself among them, that keep the tail's chance. */
function differencesCutOff(n: number, m: number, tail: number): number {
  const chanceAtMost = mannWhitneyTail(n, m);
  let [fits, fails] = [0, Math.floor((n * m) / 2) + 1];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (chanceAtMost(middle - 1) <= tail) fits = middle;
    else fails = middle;
  }
  return fits;
}

/** The middle of one group by the same reasoning: median of the means of all pairs, each value with itself among them. */
export function pseudomedian(values: Numbers): number {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i; j < values.length; j++) means[next++] = (values[i]! + values[j]!) / 2;
  }
  return median(means);
}
