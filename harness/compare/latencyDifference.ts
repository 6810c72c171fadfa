/**
 * How much slower or faster the second side answers. Requests that follow one another are alike in what else the machine
 * did meanwhile, so they do not count as independent: samples are medians of blocks of requests. What the machine
 * itself became slower or faster between the two is divided out where both sides measured it.
 */
import { dirname } from 'node:path';
import { machineSlowness } from '../../reports/history/machineDrift.ts';
import { median, quantile } from '../../src/statistics/describe.ts';
import { mannWhitney } from '../../src/statistics/rankTests.ts';
import { Random } from '../../src/random.ts';
import { readAnswerArray } from '../answerFiles.ts';
import type { CasePair } from './pairCases.ts';
import type { CompletedCase } from './sides.ts';

/** Requests to a block. */
const BLOCK = 25;
const RESAMPLES = 2000;
const SEED = 20_261;

export interface LatencyDifference {
  /** Medians of the blocks' medians, in milliseconds as measured. */
  readonly first: number;
  readonly second: number;
  readonly blocks: readonly [number, number];
  /** Second to first, the machine's own drift divided out; above 1 is slower. */
  readonly factor: number;
  /** 95 %; from resampled blocks, widened by how much repeated runs are known to differ. */
  readonly low: number;
  readonly high: number;
  readonly mannWhitneyP: number;
  /** How many times slower the machine was during the second; null where it was not measured on both sides. */
  readonly machineDrift: number | null;
}

function blockMedians(seconds: ArrayLike<number>): number[] {
  const count = Math.floor(seconds.length / BLOCK);
  return Array.from({ length: count }, (_, block) =>
    median(Array.from({ length: BLOCK }, (__, at) => seconds[block * BLOCK + at]! * 1000)),
  );
}

export async function latencyBlocks(cases: readonly CompletedCase[]): Promise<number[]> {
  const blocks: number[] = [];
  for (const { path, record } of cases) {
    blocks.push(...blockMedians((await readAnswerArray(dirname(path), record, 'requestSeconds')).data));
  }
  return blocks;
}

function driftOf({ first, second }: CasePair): number | null {
  const slowness = (cases: readonly CompletedCase[]): number | null => {
    const known = cases.map(({ record }) => machineSlowness(record)).filter((value) => value !== null);
    return known.length === cases.length ? median(known) : null;
  };
  const [a, b] = [slowness(first), slowness(second)];
  return a === null || b === null ? null : b / a;
}

function resampledFactors(first: readonly number[], second: readonly number[]): Float64Array {
  const random = Random.fromSeed(SEED);
  const draw = (values: readonly number[]): number => median(values.map(() => values[random.below(values.length)]!));
  return Float64Array.from({ length: RESAMPLES }, () => draw(second) / draw(first)).sort();
}

/**
 * @param runDeviation Standard deviation of the logarithm of repeated identical runs' medians; 0 where nothing is known.
 * @returns null where a side has fewer than two blocks of requests.
 */
export async function latencyDifference(pair: CasePair, runDeviation: number): Promise<LatencyDifference | null> {
  const [first, second] = await Promise.all([latencyBlocks(pair.first), latencyBlocks(pair.second)]);
  return latencyOfBlocks(first, second, driftOf(pair), runDeviation);
}

export function latencyOfBlocks(
  first: readonly number[],
  second: readonly number[],
  machineDrift: number | null,
  runDeviation: number,
): LatencyDifference | null {
  if (first.length < 2 || second.length < 2) return null;
  const drift = machineDrift ?? 1;
  const even = second.map((milliseconds) => milliseconds / drift);
  const factors = resampledFactors(first, even);
  const factor = median(even) / median(first);
  // Two runs differ by the square root of two deviations; independent errors add up in squares.
  const between = 1.96 * Math.SQRT2 * runDeviation;
  const widened = (bound: number): number => {
    const within = Math.log(bound / factor);
    return factor * Math.exp(Math.sign(within) * Math.hypot(within, between));
  };
  return {
    first: median(first),
    second: median(second),
    blocks: [first.length, second.length],
    factor,
    low: Math.min(factor, widened(Math.min(quantile(factors, 0.025), factor * (1 - 1e-12)))),
    high: Math.max(factor, widened(Math.max(quantile(factors, 0.975), factor * (1 + 1e-12)))),
    mannWhitneyP: mannWhitney(first, even).pValue,
    machineDrift,
  };
}
