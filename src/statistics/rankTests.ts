/** Wilcoxon's signed-rank test for pairs, and the Mann-Whitney test for two groups; both two-sided, as SciPy does them. */
import { midRanks, type Numbers } from './describe.ts';
import { normalTail } from './normal.ts';

export interface RankTest {
  /** SciPy's: the smaller of both rank sums for Wilcoxon, U of the first group for Mann-Whitney. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
}

/** Fewer pairs than this are counted out in full where there are no ties. */
const EXACT_PAIRS = 50;
const EXACT_GROUP = 8;

/** Pairs that do not differ are left out. Without a single difference, p is 1. */
export function wilcoxonSignedRank(differences: Numbers): RankTest {
  const present = Array.from(differences).filter((difference) => difference !== 0);
  const count = present.length;
  if (count === 0) return { statistic: 0, pValue: 1, method: 'exact' };
  const { ranks, tieTerm } = midRanks(present.map(Math.abs));
  let positive = 0;
  present.forEach((difference, index) => {
    if (difference > 0) positive += ranks[index]!;
  });
  const total = (count * (count + 1)) / 2;
  const statistic = Math.min(positive, total - positive);
  if (count <= EXACT_PAIRS && tieTerm === 0 && count === differences.length) {
    return { statistic, pValue: Math.min(1, 2 * shareAtMost(signedRankCounts(count), statistic)), method: 'exact' };
  }
  const spread = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48);
  const pValue = spread === 0 ? 1 : Math.min(1, 2 * normalTail((total / 2 - statistic) / spread));
  return { statistic, pValue, method: 'normal' };
}

/** How many of the 2^n choices of signs give each sum of ranks 1 to n. */
function signedRankCounts(count: number): Float64Array {
  const counts = new Float64Array((count * (count + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= count; rank++) {
    for (let sum = counts.length - 1; sum >= rank; sum--) counts[sum]! += counts[sum - rank]!;
  }
  return counts;
}

function shareAtMost(counts: Float64Array, limit: number): number {
  let below = 0;
  let total = 0;
  counts.forEach((count, value) => {
    total += count;
    if (value <= limit) below += count;
  });
  return below / total;
}

export function mannWhitney(first: Numbers, second: Numbers): RankTest {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) throw new RangeError('Both groups need a value.');
  const { ranks, tieTerm } = midRanks([...Array.from(first), ...Array.from(second)]);
  const rankSum = ranks.subarray(0, n).reduce((sum, rank) => sum + rank, 0);
  const statistic = rankSum - (n * (n + 1)) / 2;
  const larger = Math.max(statistic, n * m - statistic);
  if (tieTerm === 0 && isCountedOut(n, m)) {
    const counts = mannWhitneyCounts(n, m);
    return { statistic, pValue: Math.min(1, 2 * shareAtMost(counts, n * m - larger)), method: 'exact' };
  }
  return { statistic, pValue: Math.min(1, 2 * normalAtMost(n, m, n * m - larger, tieTerm)), method: 'normal' };
}

function isCountedOut(n: number, m: number): boolean {
  return (n <= EXACT_GROUP || m <= EXACT_GROUP) && n * m <= 10_000;
}

/** The chance that U is at most so much, in the lower half; half a step is added, since U is whole and the normal curve is not. */
function normalAtMost(n: number, m: number, statistic: number, tieTerm: number): number {
  const all = n + m;
  const spread = Math.sqrt(((n * m) / 12) * (all + 1 - tieTerm / (all * (all - 1))));
  return spread === 0 ? 1 : normalTail(((n * m) / 2 - statistic - 0.5) / spread);
}

/** The chance of a U of at most so much where two groups without ties do not differ, as the test has it. */
export function mannWhitneyTail(n: number, m: number): (statistic: number) => number {
  if (!isCountedOut(n, m)) return (statistic) => normalAtMost(n, m, statistic, 0);
  const counts = mannWhitneyCounts(n, m);
  return (statistic) => shareAtMost(counts, statistic);
}

/** The p of two groups that do not overlap: less than this no data of these sizes can have. */
export function leastMannWhitneyP(n: number, m: number): number {
  let choices = 1;
  for (let i = 1; i <= Math.min(n, m); i++) choices *= (n + m + 1 - i) / i;
  return Math.min(1, 2 / choices);
}

/** How many of the choices of n places among n + m give each value of U, from 0 to n m. */
function mannWhitneyCounts(n: number, m: number): Float64Array {
  // The coefficients of Gauss's binomial: times (1 - q^(m + i)), divided by (1 - q^i).
  const counts = new Float64Array(n * m + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = counts.length - 1; u >= m + i; u--) counts[u]! -= counts[u - m - i]!;
    for (let u = i; u < counts.length; u++) counts[u]! += counts[u - i]!;
  }
  return counts;
}
