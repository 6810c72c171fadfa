/** Summarises one figure over the seeds of a row. Missing values are left out, never counted as 0. */

export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Sample standard deviation; null for a single value. */
  readonly sd: number | null;
  /** 95 % interval of the mean by Student's t; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
}

/** 0.975 quantile of Student's t by degrees of freedom from 1 (tables of Fisher and Yates). */
const T_975 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];

/** Beyond the table: the first two terms of Cornish and Fisher's expansion around the normal quantile, good to 1e-3. */
export function studentT975(degreesOfFreedom: number): number {
  const z = 1.959964;
  return T_975[degreesOfFreedom - 1] ?? z + (z ** 3 + z) / (4 * degreesOfFreedom);
}

/** Null where there is no value at all. */
export function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const present = values.filter((value): value is number => typeof value === 'number').sort((a, b) => a - b);
  const n = present.length;
  if (n === 0) return null;
  const mean = present.reduce((sum, value) => sum + value, 0) / n;
  const middle = Math.floor(n / 2);
  const median = n % 2 === 1 ? present[middle]! : (present[middle - 1]! + present[middle]!) / 2;
  const single = { n, mean, median, min: present[0]!, max: present[n - 1]! };
  if (n === 1) return { ...single, sd: null, low: null, high: null };
  const sd = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (studentT975(n - 1) * sd) / Math.sqrt(n);
  return { ...single, sd, low: mean - half, high: mean + half };
}
