/** How much better or worse the second side is by a metric, and whether that can be told from chance. */
import { bootstrapMean, randomisationTest } from '../../src/statistics/pairedTests.ts';
import { crossedDifference, type CrossedDifference, userMeans } from '../../src/statistics/crossedMeans.ts';
import { mean } from '../../src/statistics/describe.ts';
import { wilcoxonSignedRank } from '../../src/statistics/rankTests.ts';
import { type CaseRanks, userValues } from './userValues.ts';

export interface QualityDifference {
  readonly metric: string;
  /** Mean over users, then over seeds. */
  readonly first: number;
  readonly second: number;
  readonly seeds: readonly [number, number];
  readonly userCount: number;
  /** Second less first, with both sources of chance where there are seeds enough. */
  readonly crossed: CrossedDifference;
  /**
   * Second less first as a share of the first, with its 95 % interval, in which the first's own chance counts too (delta
   * method); null where the first is 0.
   */
  readonly uplift: { readonly share: number; readonly low: number; readonly high: number } | null;
  /** 95 % interval of the difference from resampled users, seeds as they are. */
  readonly bootstrap: { readonly low: number; readonly high: number };
  /** Two-sided p by users' differences, seeds as they are. */
  readonly randomisationP: number;
  readonly wilcoxonP: number;
  /** Whether every user got the same lists' worth on both sides. */
  readonly isIdentical: boolean;
}

const TEST_SEED = 20_260;

function upliftOf(a: readonly Float64Array[], b: readonly Float64Array[]): QualityDifference['uplift'] {
  const [first, second] = [mean(userMeans(a)), mean(userMeans(b))];
  if (first === 0) return null;
  const ratio = second / first;
  // How far the ratio is off is how far this difference, 0 on average, is from 0.
  const expected = a.map((ofSeed) => ofSeed.map((value) => value * ratio));
  const crossed = crossedDifference(b, expected);
  const ofUsers = userMeans(expected);
  const { low, high } = bootstrapMean(
    userMeans(b).map((value, user) => value - ofUsers[user]!),
    TEST_SEED,
  );
  const share = ratio - 1;
  return { share, low: share + (crossed.low ?? low) / first, high: share + (crossed.high ?? high) / first };
}

/** @param first By seed, as `second`. */
export function qualityDifference(
  first: readonly CaseRanks[],
  second: readonly CaseRanks[],
  metric: string,
): QualityDifference {
  const [a, b] = [first, second].map((cases) => cases.map((one) => userValues(one, metric).values)) as [
    Float64Array[],
    Float64Array[],
  ];
  const [meansA, meansB] = [userMeans(a), userMeans(b)];
  const differences = meansB.map((value, user) => value - meansA[user]!);
  const { low, high } = bootstrapMean(differences, TEST_SEED);
  return {
    metric,
    first: mean(meansA),
    second: mean(meansB),
    seeds: [a.length, b.length],
    userCount: differences.length,
    crossed: crossedDifference(b, a),
    uplift: upliftOf(a, b),
    bootstrap: { low, high },
    randomisationP: randomisationTest(differences, TEST_SEED),
    wilcoxonP: wilcoxonSignedRank(differences).pValue,
    isIdentical: differences.every((difference) => difference === 0),
  };
}
