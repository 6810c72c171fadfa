/** Two rows, user by user: who ranks whose next item better, and whether that is more than chance. Pure. */
import { caseValues } from '../../../src/metrics/accuracy.ts';
import { GROUPINGS, groupLabel, groupRanges, type Grouping } from '../../../src/metrics/groups.ts';
import type { CaseMetricId } from '../../../src/metrics/metric.ts';
import { crossedDifference, userMeans, type CrossedDifference } from '../../../src/statistics/crossedMeans.ts';
import type { CaseFile } from './compareData.ts';

export interface Outcome {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

export interface GroupOutcome extends Outcome {
  readonly by: Grouping;
  readonly label: string;
  /** Mean of the first row less mean of the second. */
  readonly difference: number;
}

export interface UserDifference {
  readonly user: number;
  /** Place of the user's first case. */
  readonly case: number;
  readonly first: number;
  readonly second: number;
}

export interface Comparison {
  readonly firstMean: number;
  readonly secondMean: number;
  readonly outcome: Outcome;
  readonly statistics: CrossedDifference;
  readonly groups: readonly GroupOutcome[];
  readonly all: readonly UserDifference[];
  /** Those that differ, by how much the first row is better, from the largest on. */
  readonly differing: readonly UserDifference[];
}

/** Ranks of the targets under each seed, by case. */
export type SeedRanks = readonly Uint32Array[];

interface UserCases {
  readonly users: readonly number[];
  /** Place of each case's user in `users`. */
  readonly placeOf: Uint32Array;
  readonly firstCase: readonly number[];
}

function userCases({ users }: CaseFile): UserCases {
  const places = new Map<number, number>();
  const firstCase: number[] = [];
  const placeOf = Uint32Array.from(users, (user, index) => {
    const known = places.get(user);
    if (known !== undefined) return known;
    places.set(user, firstCase.length);
    return firstCase.push(index) - 1;
  });
  return { users: [...places.keys()], placeOf, firstCase };
}

/** Mean over the cases of each user. */
function byUser(values: Float32Array, { users, placeOf }: UserCases): Float64Array {
  const sums = new Float64Array(users.length);
  const counts = new Uint32Array(users.length);
  values.forEach((value, index) => {
    sums[placeOf[index]!]! += value;
    counts[placeOf[index]!]!++;
  });
  return sums.map((sum, place) => sum / counts[place]!);
}

function count(first: ArrayLike<number>, second: ArrayLike<number>, places: Iterable<number>): Outcome {
  let [wins, ties, losses] = [0, 0, 0];
  for (const place of places) {
    if (first[place]! > second[place]!) wins++;
    else if (first[place]! < second[place]!) losses++;
    else ties++;
  }
  return { wins, ties, losses };
}

function meanDifference(first: Float64Array, second: Float64Array, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + first[place]! - second[place]!, 0) / places.length;
}

/** Users by what is known of their first case. */
function groupOutcomes(file: CaseFile, cases: UserCases, first: Float64Array, second: Float64Array): GroupOutcome[] {
  const valuesOf = { 'history-length': file.historyLengths, 'target-popularity': file.targetTrainCounts };
  return GROUPINGS.flatMap((by) => {
    const values = valuesOf[by];
    if (!values) return [];
    return groupRanges(by).flatMap((range): GroupOutcome[] => {
      const { from, to } = range;
      const members = cases.firstCase.flatMap((index, place) => {
        const value = values[index]!;
        return value >= from && (to === null || value <= to) ? [place] : [];
      });
      if (members.length === 0) return [];
      const difference = meanDifference(first, second, members);
      return [{ by, label: groupLabel(range), difference, ...count(first, second, members) }];
    });
  });
}

export function compareRanks(
  file: CaseFile,
  first: SeedRanks,
  second: SeedRanks,
  metric: CaseMetricId,
  cutoff: number,
): Comparison {
  const cases = userCases(file);
  const valuesOf = (seeds: SeedRanks) => seeds.map((ranks) => byUser(caseValues(metric, ranks, cutoff), cases));
  const [firstValues, secondValues] = [valuesOf(first), valuesOf(second)];
  const [a, b] = [userMeans(firstValues), userMeans(secondValues)];
  const all = cases.users.map((user, place): UserDifference => {
    return { user, case: cases.firstCase[place]!, first: a[place]!, second: b[place]! };
  });
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    firstMean: mean(a),
    secondMean: mean(b),
    outcome: count(a, b, cases.users.keys()),
    statistics: crossedDifference(firstValues, secondValues),
    groups: groupOutcomes(file, cases, a, b),
    all,
    differing: all
      .filter((one) => one.first !== one.second)
      .sort((one, other) => other.first - other.second - (one.first - one.second) || one.case - other.case),
  };
}
