/**
 * A difference of two models under two sources of chance: the seeds they were trained with, and the users they were
 * tested on. Every seed answers for every user, so the two are crossed, and neither may stand for the other: more users
 * say nothing of other seeds. A model of a single seed is taken to vary with its seed as the other does, whose seeds show it.
 */
import { mean, type Numbers, variance } from './describe.ts';
import { studentTQuantile, studentTTwoSided } from './studentT.ts';

/** Metric of each user under each seed, [seeds][users]; the users of both models are the same, in the same order. */
export type SeedUserValues = readonly Numbers[];

export interface CrossedDifference {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  /** Variance of the difference from other users; null for a single user. */
  readonly userVariance: number | null;
  /** Variance of the difference from other seeds; null where both models have a single seed. */
  readonly seedVariance: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided. */
  readonly pValue: number | null;
  /** The smallest true difference that such an experiment finds in four of five cases, at the level of 5 %. */
  readonly detectable: number | null;
}

const LEVEL = 0.05;
const POWER = 0.8;

/** Mean over seeds, by user. */
export function userMeans(values: SeedUserValues): Float64Array {
  const [first] = values;
  if (first === undefined) throw new RangeError('At least one seed.');
  return Float64Array.from({ length: first.length }, (_, user) => mean(values.map((ofSeed) => ofSeed[user]!)));
}

/** Mean square of what neither seed nor user explains; 0 where there is nothing to tell it from. */
function residualMeanSquare(values: SeedUserValues): number {
  const seeds = values.length;
  const users = values[0]!.length;
  if (seeds < 2 || users < 2) return 0;
  const ofSeeds = values.map(mean);
  const ofUsers = userMeans(values);
  const grand = mean(ofSeeds);
  let sum = 0;
  values.forEach((ofSeed, seed) => {
    for (let user = 0; user < users; user++) sum += (ofSeed[user]! - ofSeeds[seed]! - ofUsers[user]! + grand) ** 2;
  });
  return sum / ((seeds - 1) * (users - 1));
}

export function crossedDifference(first: SeedUserValues, second: SeedUserValues): CrossedDifference {
  const [a, b] = [userMeans(first), userMeans(second)];
  if (a.length !== b.length) throw new RangeError('Both models answer for the same users.');
  const userCount = a.length;
  const differences = a.map((value, user) => value - b[user]!);
  const difference = mean(differences);
  const none = {
    difference,
    userVariance: null,
    seedVariance: null,
    standardError: null,
    degreesOfFreedom: null,
    low: null,
    high: null,
    pValue: null,
    detectable: null,
  };
  if (userCount < 2) return none;
  const userVariance = variance(differences) / userCount;
  const parts = [{ variance: userVariance, degreesOfFreedom: userCount - 1 }];
  const models = [first, second];
  const seeded = models.filter((model) => model.length > 1);
  for (const model of seeded) {
    // Of both models, where the other has no seeds to tell it by.
    const share = models.reduce((sum, one) => (one === model || one.length === 1 ? sum + 1 / one.length : sum), 0);
    parts.push({ variance: variance(model.map(mean)) * share, degreesOfFreedom: model.length - 1 });
  }
  const seedVariance = seeded.length > 0 ? parts.slice(1).reduce((sum, part) => sum + part.variance, 0) : null;
  const counted = parts.reduce((sum, part) => sum + part.variance, 0);
  // What neither seed nor user explains is in the variance of both, and would count twice.
  const twice = models.reduce((sum, model) => {
    const shown = model.length > 1 ? model : seeded[0];
    return sum + (shown === undefined ? 0 : residualMeanSquare(shown) / (model.length * userCount));
  }, 0);
  const total = Math.max(counted - twice, userVariance, seedVariance ?? 0);
  if (total === 0) return { ...none, userVariance, seedVariance, standardError: 0 };
  // Satterthwaite: as many degrees of freedom as a single variance of this reliability would have.
  const degreesOfFreedom =
    total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degreesOfFreedom, 0);
  const standardError = Math.sqrt(total);
  const bar = studentTQuantile(1 - LEVEL / 2, degreesOfFreedom);
  return {
    difference,
    userVariance,
    seedVariance,
    standardError,
    degreesOfFreedom,
    low: difference - bar * standardError,
    high: difference + bar * standardError,
    pValue: studentTTwoSided(difference / standardError, degreesOfFreedom),
    detectable: (bar + studentTQuantile(POWER, degreesOfFreedom)) * standardError,
  };
}
